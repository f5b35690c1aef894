/** What a typed or scanned text is: a card number (HMS-kortnummer), a code, or nothing. Pure. */

/**
 * @typedef {{kind: "empty"} | {kind: "too-long"} | {kind: "number", card_number: string} | {kind: "code", code: string}} Typed
 */

/** The longest text that the server looks at, in characters. */
const LONGEST_CODE = 12_000;

/**
 * Keys of a hardware scanner set to a US layout, as a Norwegian keyboard layout turns them out.
 * Only the address before "#" is affected: the rest of our code is digits, equal in both layouts.
 * @type {Readonly<Record<string, string>>}
 */
const US_KEYS_ON_NORWEGIAN = { "Ø": ":", "ø": ";", "-": "/", "+": "-", "_": "?" };

/**
 * Tells what a text from the field is; blanks, dots and hyphens inside a number are let through.
 * @param {string} text
 * @returns {Typed}
 */
export function readTyped(text) {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  if (trimmed.length > LONGEST_CODE) return { kind: "too-long" };
  const digits = trimmed.replace(/[\s.\u00a0-]/g, "");
  if (/^\d{7,10}$/.test(digits)) return { kind: "number", card_number: digits };
  return { kind: "code", code: repaired(trimmed) };
}

/** Longer than what anybody types by hand where a number is asked for. */
const TYPED_BY_HAND = 40;

/**
 * Whether a text that is no number was meant as one: short, and without what every code for machines holds.
 * @param {string} code
 * @returns {boolean}
 */
export function isMistyped(code) {
  return code.length <= TYPED_BY_HAND && !/[:/#]/.test(code);
}

/**
 * Undoes the swapped keys of a scanner that types https://host/c#… as httpsØ--host-c#….
 * @param {string} text
 * @returns {string}
 */
function repaired(text) {
  if (!/^https?Ø--/i.test(text)) return text;
  const hash = text.indexOf("#");
  const head = hash < 0 ? text : text.slice(0, hash);
  const tail = hash < 0 ? "" : text.slice(hash);
  return head.replace(/[Øø_+-]/g, (key) => US_KEYS_ON_NORWEGIAN[key] ?? key) + tail;
}

/**
 * Whether a text is a Norwegian organisation number: 9 digits, no 0 first, with the modulus 11 check digit.
 * @param {string} text
 * @returns {boolean}
 */
export function isOrgNumber(text) {
  if (!/^[1-9]\d{8}$/.test(text)) return false;
  const weights = [3, 2, 7, 6, 5, 4, 3, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(text[8]);
}

/**
 * A number as typed, without the blanks people put between its groups; everything else stays, to be looked over.
 * @param {string} text
 * @returns {string}
 */
export function withoutBlanks(text) {
  return text.replace(/\s/g, "");
}

/**
 * The digits of a text, blanks and punctuation left out.
 * @param {string} text
 * @returns {string}
 */
export function digitsOf(text) {
  return text.replace(/\D/g, "");
}
