/** readCard: the text of a QR to what it is; nothing is believed before its signature is checked. Pure. */

/** @import { RefusalCode } from "./refusal.js" */
/** @import { Bytes } from "./signature.js" */
/** @import { Trust, TrustedKey } from "./cose.js" */

import { isOrgNumber } from "./card_number.js";
import { parseSign1, requireDate, signerOf } from "./cose.js";
import { fieldsOf, isBytes, isIssuer, isList, isWhole, pick } from "./kinds.js";
import { parseText } from "./qr_text.js";
import { attempt, must } from "./refusal.js";
import { decode } from "./strict_cbor.js";

/**
 * A card (HMS-kort) or an order proof (bestillingsbevis) as it was signed.
 * @typedef {object} Card
 * @property {string} card_number 7 to 10 digits
 * @property {string} name
 * @property {string} birth_date YYYY-MM-DD
 * @property {string} org_number 9 digits
 * @property {string} employer
 * @property {number[]} industries 1 to 4 codes
 * @property {string} issued YYYY-MM-DD
 * @property {string} expires YYYY-MM-DD
 * @property {[number, number]} status_ref status list number, index
 * @property {"card" | "order_proof"} kind
 * @property {Bytes | null} face a WebP
 */

/**
 * What a code is: genuine exactly when `refusal` is null. Genuine is not valid: it says who wrote the card.
 * @typedef {object} Reading
 * @property {Card | null} card
 * @property {RefusalCode | null} refusal
 * @property {"NOT_YET" | "CURRENT" | "OVER" | null} period where `now` lies against the printed period
 * @property {string | null} kid
 * @property {string | null} card_number also there for a plain code, which proves nothing
 */

const DAY = 86_400;
const OUTER = { issuer: 1, exp: 4, iat: 6, holder: 169 };
const HOLDER = { number: 1, name: 4, birth: 8, faces: 62, org: 75, employer: 76, industry: 77, status: 78, kind: 79 };
const LAST_SECOND = 32_503_679_999;

/**
 * Characters that turn a name round, split it in a log or make it look like another: a fixed list, since what
 * Unicode calls a letter, and each browser with it, changes from year to year. The same stands in signing/card.py.
 */
const UNCLEAN =
  /^ | $|[\0-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{3fffe}-\u{e00ff}\u{e01f0}-\u{10ffff}]/u;

/**
 * Reads a QR text against the trusted keys; never throws on bad text.
 * @param {unknown} text
 * @param {Trust} trust
 * @param {number} now milliseconds since 1970
 * @returns {Promise<Reading>}
 */
export async function readCard(text, trust, now) {
  if (!Number.isFinite(now)) throw new RangeError("now is no time");
  /** @type {Pick<Reading, "kid" | "card_number">} */
  const named = { kid: null, card_number: null };
  const { value, refusal } = await attempt(async () => {
    const code = parseText(text);
    named.card_number = code.number;
    must(code.data, "T-NUM");
    const parts = parseSign1(code.data);
    named.kid = parts.kid;
    const signer = await signerOf(parts, trust, "card", now);
    const card = fromClaims(decode(parts.payload, "C-CLM"), signer);
    named.card_number = card.card_number;
    return card;
  });
  return { card: value, refusal, period: value && periodOf(value, now), ...named };
}

/** @param {Card} card @param {number} now @returns {Reading["period"]} */
function periodOf({ issued, expires }, now) {
  if (now < Date.parse(issued)) return "NOT_YET";
  return now <= Date.parse(expires) + (DAY - 1) * 1000 ? "CURRENT" : "OVER";
}

/** @param {unknown} ok @returns {asserts ok} */
function claim(ok) {
  must(ok, "C-CLM");
}

/**
 * The card in decoded claims. Unknown numbers inside claim 169 are passed over, unknown outer claims refused.
 * @param {unknown} claims
 * @param {TrustedKey} signer
 * @returns {Card}
 */
function fromClaims(claims, signer) {
  const { issuer, exp, iat, holder } = fieldsOf(claims, "C-CLM", OUTER);
  claim(isIssuer(issuer) && holder instanceof Map);
  const card = fromHolder(holder, dayOf(iat, 0), dayOf(exp, DAY - 1));
  must(issuer === signer.issuer, "S-ISS");
  requireDate(signer, Date.parse(card.issued) / 1000);
  return card;
}

/** @param {Map<unknown, unknown>} holder @param {string} issued @param {string} expires @returns {Card} */
function fromHolder(holder, issued, expires) {
  const { number, name, birth, faces, org, employer, industry, status, kind } = pick(holder, HOLDER);
  claim(typeof number === "string" && /^[0-9]{7,10}$/.test(number));
  claim(typeof org === "number" && isOrgNumber(String(org)));
  claim(kind === undefined || kind === 1);
  claim(isList(status, 2, 2));
  const [list, index] = status;
  claim(isWhole(list, 0, 0xffff) && isWhole(index, 0, 0xfffff));
  const born = birthDate(birth);
  claim("1900" < born && born <= issued && issued <= expires);
  return {
    card_number: number,
    name: cleanText(name),
    birth_date: born,
    org_number: String(org),
    employer: cleanText(employer),
    industries: industriesOf(industry),
    issued,
    expires,
    status_ref: [list, index],
    kind: kind ? "order_proof" : "card",
    face: faces === undefined ? null : faceOf(faces),
  };
}

/** @param {unknown} text @returns {string} */
function cleanText(text) {
  claim(typeof text === "string" && text && !UNCLEAN.test(text) && [...text].length <= 150);
  return text;
}

/** @param {unknown} text YYYYMMDD @returns {string} YYYY-MM-DD */
function birthDate(text) {
  claim(typeof text === "string" && /^[0-9]{8}$/.test(text));
  const date = text.replace(/(....)(..)/, "$1-$2-");
  // Some engines count 30 February on into March.
  claim(isoDay(Date.parse(date)) === date);
  return date;
}

/** @param {unknown} seconds since 1970 @param {number} rest what must be left of whole days @returns {string} */
function dayOf(seconds, rest) {
  claim(isWhole(seconds, 0, LAST_SECOND) && seconds % DAY === rest);
  return isoDay(seconds * 1000);
}

/** @param {number} time milliseconds since 1970 @returns {string} YYYY-MM-DD */
function isoDay(time) {
  return String(new Date(time).toJSON()).slice(0, 10);
}

/** @param {unknown} value one code, or two to four @returns {number[]} */
function industriesOf(value) {
  const codes = isList(value, 2, 4) ? value : [value];
  claim(codes.every((code) => isWhole(code, 1, 9999)) && new Set(codes).size === codes.length);
  return codes;
}

/** @param {unknown} value @returns {Bytes} */
function faceOf(value) {
  claim(isList(value, 1, 1));
  const { webp, type, format } = fieldsOf(value[0], "C-CLM", { webp: 0, type: 1, format: 2 });
  claim(isBytes(webp, 1, 1024) && type === 0 && format === 4);
  return webp;
}
