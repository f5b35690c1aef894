/** What lies before the camera, by the texts of its codes: cards, and things that are none. Pure; nothing is opened. */

import { parseSign1 } from "./cose.js";
import { parseText } from "./qr_text.js";
import { Refused } from "./refusal.js";
import { decode } from "./strict_cbor.js";

/**
 * A card as its code names it, with nothing proved: no signature checked, no register asked.
 * @typedef {{text: string, card_number: string | null}} SeenCard card_number: null where the code is damaged
 */
/** @typedef {"link" | "not-a-card"} Stranger what a code that is no card is */

const HOLDER = 169;
const NUMBER = 1;
/** The least that a face makes a code longer, in digits; two codes nearer than that differ in something else, and both are seen. */
const FACE_LENGTH = 100;
const LINK = /^\s*(?:https?:\/\/|www\.)/i;

/** Who read a card longer ago may have gone on with it: it no longer says where the card is, milliseconds. */
const READ_NOW_MS = 10_000;

/**
 * Whether a card that was read is still before the phone. By a clock that went back nobody can tell.
 * @param {number} readAt milliseconds since 1970
 * @param {number} now milliseconds since 1970
 * @returns {boolean}
 */
export function isReadNow(readAt, now) {
  return now >= readAt && now - readAt <= READ_NOW_MS;
}

/**
 * The cards among the texts of one picture, each once, and what else there is.
 * @param {readonly string[]} texts
 * @returns {{cards: SeenCard[], stranger: Stranger | null}}
 */
export function inView(texts) {
  /** @type {SeenCard[]} */
  const signed = [];
  /** @type {SeenCard[]} */
  const plain = [];
  /** @type {Stranger | null} */
  let stranger = null;
  for (const text of new Set(texts)) {
    const seen = seenIn(text);
    if (typeof seen === "string") stranger = seen;
    else (seen.signed ? signed : plain).push({ text, card_number: seen.card_number });
  }
  // The number printed beside a card's signed code is the same card.
  const numbers = new Set(signed.map((card) => card.card_number));
  return { cards: [...signed.filter((card) => !bearsFace(card, signed)), ...plain.filter((card) => !numbers.has(card.card_number))], stranger };
}

/**
 * Whether the card's other code, with the holder's face in it, is there too: it says all that this one says, and more.
 * @param {SeenCard} card
 * @param {readonly SeenCard[]} signed
 */
function bearsFace({ card_number, text }, signed) {
  return card_number !== null && signed.some((other) => other.card_number === card_number && other.text.length >= text.length + FACE_LENGTH);
}

/**
 * @param {string} text
 * @returns {{signed: boolean, card_number: string | null} | Stranger}
 */
function seenIn(text) {
  try {
    const { data, number } = parseText(text);
    return data ? { signed: true, card_number: numberIn(data) } : { signed: false, card_number: number };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // Digits that make no bytes are a damaged card, which the server judges; anything else is no card.
    if (error.code.startsWith("D-")) return { signed: true, card_number: null };
    return LINK.test(text) ? "link" : "not-a-card";
  }
}

/**
 * The number that signed bytes name; null where they are damaged.
 * @param {Parameters<typeof parseSign1>[0]} data
 * @returns {string | null}
 */
function numberIn(data) {
  try {
    const claims = decode(parseSign1(data).payload, "C-CLM");
    const holder = claims instanceof Map ? claims.get(HOLDER) : null;
    const number = holder instanceof Map ? holder.get(NUMBER) : null;
    return typeof number === "string" && /^[0-9]{7,10}$/.test(number) ? number : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Kinds of codes as people write them; others are called as the reader calls them. @type {Readonly<Record<string, string>>} */
const KINDS = {
  EAN13: "EAN-13", EAN8: "EAN-8", UPCA: "UPC-A", UPCE: "UPC-E", Code128: "Code 128", Code39: "Code 39", Code93: "Code 93",
  ITF14: "ITF-14", DataMatrix: "Data Matrix", AztecCode: "Aztec",
};

/**
 * What a kind of code is called.
 * @param {string} format as a reader names it
 * @returns {string}
 */
export function kindName(format) {
  return KINDS[format] ?? format;
}
