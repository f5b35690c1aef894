/** What everybody is told of a scanned card, and what the address of its page holds. Pure. */

import { isRecord } from "./check.js";

/**
 * @typedef {object} PublicAnswer
 * @property {string} answer valid, not_valid or cannot_tell
 * @property {string} genuine genuine, not_genuine, not_signed, unreadable or cannot_tell
 * @property {string | null} as_of when the card register said so, ISO 8601
 * @property {string} checked_at ISO 8601
 */

/** @typedef {"valid" | "not-valid" | "not-genuine" | "cannot-tell" | "unreadable"} Kind */
/** @typedef {{kind: "none"} | {kind: "nonsense"} | {kind: "code", code: string}} Held */

const LONGEST_CODE = 12_000;
const ANSWERS = ["valid", "not_valid", "cannot_tell"];
const GENUINE = ["genuine", "not_genuine", "not_signed", "unreadable", "cannot_tell"];

/**
 * Whether what came back is a whole answer; half of one is never shown.
 * @param {unknown} body
 * @returns {body is PublicAnswer}
 */
export function isPublicAnswer(body) {
  if (!isRecord(body)) return false;
  const { answer, genuine, as_of: asOf, checked_at: checkedAt } = body;
  return ANSWERS.includes(String(answer)) && GENUINE.includes(String(genuine))
    && (asOf === null || isTime(asOf)) && isTime(checkedAt);
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

/**
 * Which of the page's answers to show. "valid" stands for a genuine card alone.
 * @param {PublicAnswer} found
 * @returns {Kind}
 */
export function kindOf({ answer, genuine }) {
  if (genuine === "unreadable") return "unreadable";
  if (answer === "not_valid") return genuine === "not_genuine" ? "not-genuine" : "not-valid";
  return answer === "valid" && genuine === "genuine" ? "valid" : "cannot-tell";
}

/**
 * What stands behind the "#" of the page's address.
 * @param {{origin: string, pathname: string, hash: string}} address
 * @returns {Held}
 */
export function heldBy({ origin, pathname, hash }) {
  if (hash === "" || hash === "#") return { kind: "none" };
  const code = origin + pathname + hash;
  return /^#[0-9]+$/.test(hash) && code.length <= LONGEST_CODE ? { kind: "code", code } : { kind: "nonsense" };
}

/**
 * A moment as people in Norway write it: day.month.year hour:minute.
 * @param {number} milliseconds since 1970
 * @returns {string}
 */
export function inNorway(milliseconds) {
  const parts = new Intl.DateTimeFormat("nb-NO", {
    day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo",
  }).formatToParts(milliseconds);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${of.day}.${of.month}.${of.year} ${of.hour}:${of.minute}`;
}
