/** Whether the person who shows a card is the one on it: what is asked, what is told, and when an answer is done with. Pure. */

/** @import { Answered } from "./answer.js" */
/** @import { CardCheck, CheckedCard } from "./check.js" */

import { isRecord } from "./check.js";

/** @typedef {"register_photo" | "face_on_card" | "printed_photo" | "none"} ComparedWith */
/** @typedef {{same_person: boolean, compared_with: ComparedWith}} Comparison */
/** "recorded": at is the server's time. "waits": the phone sends it later. "refused": key says why it is not recorded. */
/** @typedef {{kind: "recorded" | "waits", at: string} | {kind: "refused", key: string}} Told */

/** The ground for confiscation where another person shows the card. */
export const LENT = "USE_INVALID";

/**
 * Whether the app asks about the person: the check must show one, and be kept for the answer to stand somewhere.
 * @param {CardCheck} check
 * @returns {boolean}
 */
export function mayBeCompared(check) {
  return Boolean(check.check_id) && check.card !== null;
}

/**
 * What a person is compared with where no picture is shown: an order proof (bestillingsbevis) has none printed on it.
 * @param {CheckedCard} card
 * @returns {ComparedWith}
 */
export function withoutPicture(card) {
  return card.kind === "order_proof" ? "none" : "printed_photo";
}

/** Refusals that the same answer would get again. */
const FINAL = new Set([403, 404, 409, 413, 422]);

/**
 * What an attempt to record a comparison came to.
 * @param {Answered} answered
 * @param {string} given when the answer was given, ISO 8601
 * @returns {Told}
 */
export function toldOf(answered, given) {
  if (answered.kind === "answer" && isRecord(answered.body) && typeof answered.body.recorded_at === "string") {
    return { kind: "recorded", at: answered.body.recorded_at };
  }
  const refused = answered.kind === "problem" && FINAL.has(answered.status) && answered.code !== "wrong-origin";
  if (!refused) return { kind: "waits", at: given };
  const known = answered.code === "compared-otherwise" || answered.code === "check-too-old";
  return { kind: "refused", key: known ? `problem.${answered.code}` : "ui.compare.refused" };
}
