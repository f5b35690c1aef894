/**
 * QR text to signed bytes: `https://<host>/c#<digits>`, and the plain codes of today's cards. Pure.
 * Seven bytes stand as seventeen digits; nothing is opened or fetched.
 */

/** @import { Bytes } from "./signature.js" */

import { must } from "./refusal.js";

const MAX_TEXT = 12_000;
/** How many digits a group of so many bytes has. */
const DIGITS_FOR = [0, 3, 5, 8, 10, 13, 15, 17];

const SIGNED = /^https?:\/\/[a-z0-9.-]{1,253}(?::[0-9]{1,5})?\/c#([0-9]+)$/;
const PLAIN = /^[0-9]{7,10}$/;
const VISIBLE = /^[!-~]+$/;
const ADDRESS = /^https?:\/\/[^/?#]+([/?][^#]*)/i;
/** A whole path segment or query value: a part of a word, of a %-escape or of a telephone number is no card number. */
const NUMBER_INSIDE = /[/=]([0-9]{7,10})(?=[/?&]|$)/g;

/**
 * What a text carries: signed bytes, or a card number that proves nothing.
 * @param {unknown} text
 * @returns {{data: Bytes, number: null} | {data: null, number: string}}
 */
export function parseText(text) {
  must(typeof text === "string", "T-FMT");
  must(text.length <= MAX_TEXT || [...text].length <= MAX_TEXT, "T-LEN");
  const digits = SIGNED.exec(text)?.[1];
  if (digits) return { data: fromDigits(digits), number: null };
  if (PLAIN.test(text)) return { data: null, number: text };
  const address = (VISIBLE.test(text) && ADDRESS.exec(text)?.[1]) || "";
  const numbers = [...address.matchAll(NUMBER_INSIDE)];
  must(numbers.length === 1, "T-FMT");
  return { data: null, number: String(numbers[0]?.[1]) };
}

/** @param {string} digits @returns {Bytes} */
function fromDigits(digits) {
  /** @type {number[]} */
  const bytes = [];
  for (let start = 0; start < digits.length; start += 17) {
    const group = digits.slice(start, start + 17);
    const count = DIGITS_FOR.indexOf(group.length);
    const number = BigInt(group);
    must(count > 0 && number >> BigInt(8 * count) === 0n, "D-DIG");
    for (let place = count - 1; place >= 0; place--) bytes.push(Number((number >> BigInt(8 * place)) & 255n));
  }
  return new Uint8Array(bytes);
}
