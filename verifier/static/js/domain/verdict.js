/**
 * What a phone may say of a card alone, where no register can be asked: never VALID, since "not marked" is not "in order".
 * Tables of rows, read from top to bottom; verifier/offline_verdict.py decides the same. Pure: no page, no network, no clock.
 */

/** @import { Reading } from "./card.js" */
/** @import { Answer } from "./check.js" */

import { freshness } from "./statuslist.js";

/** @typedef {{answer: Answer, reason: string, source: string, as_of: string | null, clean: boolean}} OfflineFinding */
/** @typedef {{code: number, from: string | null, until: string | null, order_proof_days: number}} Rule days as YYYY-MM-DD */

/**
 * What a believed status list of the card's issuer says of its place; times in seconds since 1970.
 * @typedef {{status: string, iat: number, exp: number, ttl: number}} Listed status as statusAt says it
 */

/**
 * @typedef {object} Alone
 * @property {Pick<Reading, "card" | "refusal">} reading
 * @property {Listed | null} listed null where no list of the card's issuer is held
 * @property {readonly Rule[]} rules
 * @property {number} now milliseconds since 1970, by this phone's clock
 * @property {boolean} clockDoubtful whether that clock may be wrong
 */

/** @typedef {{outcome: "INVALID" | "UNCONFIRMED", reason: string, clean: boolean, genuine: OfflineFinding, status: OfflineFinding, employer: OfflineFinding}} OfflineVerdict */

const DAY = 86_400_000;
/** @type {Readonly<Record<string, [Answer, string]>>} */
const GENUINE = {
  "T-NUM": ["UNKNOWN", "NOT_SIGNED"],
  "T-FMT": ["UNKNOWN", "UNKNOWN_FORMAT"],
  "T-LEN": ["UNKNOWN", "UNKNOWN_FORMAT"],
  "S-SIG": ["BAD", "SIGNATURE_BAD"],
};

/**
 * @param {Alone} alone
 * @returns {OfflineVerdict}
 */
export function verdictAlone(alone) {
  const genuine = genuineAlone(alone);
  const status = statusAlone(alone);
  const employer = employerAlone(alone);
  const all = [genuine, status, employer];
  const bad = all.find(({ answer }) => answer === "BAD");
  const unknown = all.filter(({ answer }) => answer === "UNKNOWN");
  return {
    outcome: bad ? "INVALID" : "UNCONFIRMED",
    // Nobody was asked about the employer, so there always is one that is unknown.
    reason: (bad ?? unknown[0] ?? employer).reason,
    clean: !bad && unknown.every(({ clean }) => clean),
    genuine,
    status,
    employer,
  };
}

/**
 * @param {Answer} answer
 * @param {string} reason
 * @param {string} source
 * @param {number | null} at milliseconds since 1970
 * @returns {OfflineFinding}
 */
function finding(answer, reason, source, at, clean = false) {
  return { answer, reason, source, as_of: at === null ? null : new Date(at).toISOString(), clean };
}

/** @param {Alone} alone */
function genuineAlone({ reading: { refusal }, now }) {
  if (refusal === null) return finding("GOOD", "SIGNATURE_GOOD", "card_signature", now);
  const [answer, reason] = GENUINE[refusal] ?? byStage(refusal);
  return finding(answer, reason, "card_signature", now, reason === "NOT_SIGNED");
}

/** Signed by nobody we know, nobody to know it by, or no card at all. @param {string} refusal @returns {[Answer, string]} */
function byStage(refusal) {
  if (refusal.startsWith("S-")) return ["BAD", "KEY_UNKNOWN"];
  return ["UNKNOWN", refusal.startsWith("K-") ? "KEYS_UNUSABLE" : "UNREADABLE"];
}

/** @param {Alone} alone */
function statusAlone({ reading: { card }, listed, rules, now, clockDoubtful }) {
  const held = listed !== null && listed.status !== "L-IDX" ? listed : null;
  const age = held && freshness(held, now);
  const says = age === "FRESH" || age === "STALE";
  const today = dayInNorway(now);
  const [unsigned, print, list] = [
    /** @type {const} */ (["card_register", null]),
    /** @type {const} */ (["card_signature", now]),
    /** @type {const} */ (["status_list", listed && held ? held.iat * 1000 : null]),
  ];
  // By a clock that may be wrong no age can be told: then a mark counts however old the list is.
  if (held && held.status !== "VALID" && (clockDoubtful || says)) return finding("BAD", "MARKED", ...list);
  if (card && !clockDoubtful && today > card.expires) return finding("BAD", "EXPIRED", ...print);
  if (card && !clockDoubtful && today < card.issued) return finding("BAD", "NOT_YET_VALID", ...print);
  if (!card) return finding("UNKNOWN", "NOT_CHECKED", ...unsigned);
  if (clockDoubtful) return finding("UNKNOWN", "CLOCK_DOUBTFUL", ...print);
  if (card.kind === "order_proof") {
    const days = (Date.parse(today) - Date.parse(card.issued)) / DAY;
    if (days > proofDays(card.industries, rules, today)) return finding("UNKNOWN", "ORDER_PROOF_OLD", ...print);
    return finding("UNKNOWN", "REGISTER_UNREACHABLE", ...unsigned);
  }
  if (!says) return finding("UNKNOWN", "REGISTER_UNREACHABLE", ...list);
  if (age === "STALE") return finding("UNKNOWN", "REGISTER_STALE", ...list);
  return finding("UNKNOWN", "REGISTER_UNREACHABLE", ...list, true);
}

/** @param {Alone} alone */
function employerAlone({ reading: { card }, rules, now }) {
  const inForce = rulesOn(rules, dayInNorway(now)).map(({ code }) => code);
  const ruled = card?.industries.some((code) => inForce.includes(code)) ?? false;
  return finding("UNKNOWN", ruled ? "REGISTER_UNREACHABLE" : "NOT_CHECKED", "company_register", null, ruled);
}

/** @param {readonly Rule[]} rules @param {string} day YYYY-MM-DD */
function rulesOn(rules, day) {
  return rules.filter(({ from, until }) => (from === null || from <= day) && (until === null || day <= until));
}

/** The longest time of its industries, else of all. @param {number[]} industries @param {readonly Rule[]} rules @param {string} day */
function proofDays(industries, rules, day) {
  const inForce = rulesOn(rules, day);
  const named = inForce.filter(({ code }) => industries.includes(code));
  return Math.max(0, ...(named.length > 0 ? named : inForce).map((rule) => rule.order_proof_days));
}

/** The day in Norway, whatever zone the phone is in. @param {number} now @returns {string} YYYY-MM-DD */
function dayInNorway(now) {
  const format = new Intl.DateTimeFormat("en", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: "Europe/Oslo" });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
