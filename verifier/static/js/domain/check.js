/**
 * What one card check (kortkontroll) shows: its tone, its words and the order of its findings.
 * Pure: no page, no network, no clock.
 */

/** @typedef {"VALID" | "INVALID" | "UNCONFIRMED"} Outcome */
/** @typedef {"GOOD" | "BAD" | "UNKNOWN"} Answer */
/** @typedef {"valid" | "invalid" | "clean" | "unconfirmed"} Tone */
/** @typedef {"genuine" | "status" | "employer"} FindingName */

/**
 * @typedef {object} Finding
 * @property {Answer} answer
 * @property {string} reason a reason code
 * @property {string} consequence NONE, MAY_CONFISCATE, MUST_NOTIFY, HINT or CANNOT_TELL
 * @property {string} source who answered
 * @property {string | null} as_of when the source knew it, ISO 8601
 */

/**
 * @typedef {object} CheckedCard
 * @property {string} card_number 7 to 10 digits
 * @property {string | null} name
 * @property {string | null} birth_date YYYY-MM-DD
 * @property {string | null} org_number 9 digits
 * @property {string | null} employer
 * @property {number[]} industries
 * @property {string | null} issued YYYY-MM-DD
 * @property {string | null} expires YYYY-MM-DD
 * @property {"card" | "order_proof"} kind
 * @property {string | null} photo path of a picture on this server
 * @property {string | null} [face] the WebP out of the signed code, in base64
 */

/** @typedef {{ground: string, paragraph: string, confirmed: boolean}} LegalGround */
/** @typedef {{at: string, outcome: Outcome, reason: string, same_person?: boolean | null}} EarlierCheck at: ISO 8601 */

/** @typedef {{industry: number, paragraph: string, confirmed: boolean}} LegalNotice */
/** @typedef {{source: string, as_of: string | null}} NotAsked a register, and the time of the copy that answered instead */

/**
 * @typedef {object} CardCheck
 * @property {Outcome} outcome
 * @property {string} reason the reason code of the headline
 * @property {boolean} clean true for an UNCONFIRMED where nothing speaks against the card
 * @property {Finding} genuine
 * @property {Finding} status
 * @property {Finding} employer
 * @property {string[]} hints
 * @property {CheckedCard | null} card
 * @property {string | null} card_number 7 to 10 digits; also there when a code names a card and tells no more
 * @property {string[]} acts what this person may do next: "confiscate", "notify"
 * @property {LegalGround[]} grounds
 * @property {LegalNotice[]} notice the duty to notify, wherever a notice is among the acts
 * @property {NotAsked[]} not_asked
 * @property {string} checked_at ISO 8601
 * @property {string | null} code the scanned text
 * @property {{name: string, org_number: string} | null} [notify_employer] whom a notice goes to
 * @property {string | null} [check_id] what the server keeps the check under; null or missing where it does not
 * @property {EarlierCheck[]} [history] checks of the same card in the last day, newest first
 * @property {LegalGround[]} [if_lent] grounds where the person who shows the card is not its holder
 */

/** @type {readonly FindingName[]} */
export const FINDINGS = ["genuine", "status", "employer"];

/** @type {Readonly<Record<Tone, string>>} */
const SYMBOLS = { valid: "tick", invalid: "cross", clean: "clock", unconfirmed: "question" };

/**
 * The tone that colours, shapes and sounds an outcome; anything not plainly VALID or INVALID is never green.
 * @param {Pick<CardCheck, "outcome" | "clean">} check
 * @returns {Tone}
 */
export function toneOf(check) {
  if (check.outcome === "VALID") return "valid";
  if (check.outcome === "INVALID") return "invalid";
  return check.clean === true ? "clean" : "unconfirmed";
}

/**
 * What the law lets this person do about the card, as a word key; null when nothing follows for it.
 * @param {Pick<CardCheck, "acts" | "genuine" | "status" | "employer">} check
 * @returns {string | null}
 */
function roleKeyOf(check) {
  if (check.acts.includes("confiscate")) return "ui.verdict.may-confiscate";
  const ground = FINDINGS.some((name) => check[name].consequence === "MAY_CONFISCATE");
  return ground && check.acts.includes("notify") ? "ui.verdict.may-notify" : null;
}

/**
 * Keys of the words, and the symbol, that stand at the top of a verdict.
 * @param {Pick<CardCheck, "outcome" | "clean" | "reason" | "acts" | "genuine" | "status" | "employer">} check
 * @returns {{tone: Tone, symbol: string, outcomeKey: string, headlineKey: string, sayKey: string, nextKey: string, roleKey: string | null}}
 */
export function headlineOf(check) {
  const tone = toneOf(check);
  const byCopy = tone === "clean" && check.reason === "REGISTER_UNREACHABLE";
  return {
    tone,
    symbol: SYMBOLS[tone],
    outcomeKey: tone === "clean" ? "outcome.CLEAN" : `outcome.${check.outcome}`,
    headlineKey: `reason.${check.reason}.headline`,
    sayKey: `reason.${check.reason}.${byCopy ? "say-clean" : "say"}`,
    nextKey: `reason.${check.reason}.next`,
    roleKey: roleKeyOf(check),
  };
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {value is Finding} */
function isFinding(value) {
  return isRecord(value) && ["GOOD", "BAD", "UNKNOWN"].includes(String(value.answer)) && typeof value.reason === "string";
}

/** @param {unknown} value @returns {value is EarlierCheck} */
function isEarlier(value) {
  return isRecord(value) && typeof value.at === "string" && typeof value.outcome === "string" && typeof value.reason === "string";
}

/**
 * Whether a parsed JSON value is a whole card check, so that no half answer is ever shown as a verdict.
 * @param {unknown} value
 * @returns {value is CardCheck}
 */
export function isCardCheck(value) {
  if (!isRecord(value)) return false;
  return (
    ["VALID", "INVALID", "UNCONFIRMED"].includes(String(value.outcome)) &&
    typeof value.reason === "string" &&
    FINDINGS.every((name) => isFinding(value[name])) &&
    Array.isArray(value.acts) &&
    Array.isArray(value.grounds) &&
    Array.isArray(value.hints) &&
    (value.history === undefined || (Array.isArray(value.history) && value.history.every(isEarlier))) &&
    (value.if_lent === undefined || Array.isArray(value.if_lent)) &&
    Array.isArray(value.notice) &&
    Array.isArray(value.not_asked) &&
    (value.card_number === null || typeof value.card_number === "string") &&
    (value.card === null || (isRecord(value.card) && typeof value.card.card_number === "string"))
  );
}

/**
 * The checks of one picture, those with a card first: a poster's QR beside the card must not hide the card.
 * @param {readonly CardCheck[]} checks
 * @returns {CardCheck[]}
 */
export function inOrderOfUse(checks) {
  /** @param {CardCheck} check */
  const weight = (check) => (check.card ? 0 : 1);
  return [...checks].sort((a, b) => weight(a) - weight(b));
}

/**
 * Digits in groups from the left, as Norwegian organisation numbers are written: 914 778 271.
 * @param {string} digits
 * @returns {string}
 */
export function grouped(digits) {
  return digits.replace(/(\d{3})(?=\d)/g, "$1\u00a0");
}
