/** Which notices have reached whom, as the reports on this phone tell it. Pure. */

/** @import { Addressee, How } from "./notice.js" */
/** @import { Notified } from "./report.js" */
/** @import { Say } from "./words.js" */

import { timeOf } from "./letters.js";
import { ADDRESSEES } from "./notice.js";

/** @typedef {{at: string, how: How, number: number | null}} Passed at: ISO 8601; number: of the receipt, null while it is awaited */
/** @typedef {Partial<Record<Addressee, Passed>>} PassedOn */
/** @typedef {{id: string, made_at: string, summary: {notice?: object, notified?: Notified}}} Told */
/** @typedef {{reports: readonly Told[], receipts: readonly (Told & {number: number})[]}} ToldView */

/**
 * To whom a notice was passed on, the first time that it was said.
 * @param {ToldView} view
 * @param {string} id of the notice
 * @returns {PassedOn}
 */
export function passedOn(view, id) {
  const sayings = [...view.receipts, ...view.reports.map((report) => ({ ...report, number: null }))];
  /** @type {PassedOn} */
  const found = {};
  for (const { made_at, number, summary } of sayings) {
    if (summary.notified?.notice !== id) continue;
    const { addressee, how } = summary.notified;
    const before = found[addressee];
    if (!before || Date.parse(made_at) < Date.parse(before.at)) found[addressee] = { at: made_at, how, number };
  }
  return found;
}

/**
 * That a letter went, and by which way where somebody chose one.
 * @param {Pick<Passed, "at" | "how">} passed
 * @param {Say} say
 * @returns {string}
 */
export function wentAs({ at, how }, say) {
  const time = timeOf(at, say);
  return how === "other" ? say("ui.notify.done-plain", { time }) : say("ui.notify.done", { time, how: say(`ui.notify.how.${how}`) });
}

/** @param {PassedOn} passed @returns {boolean} */
export function isWithBoth(passed) {
  return ADDRESSEES.every((addressee) => passed[addressee]);
}

/**
 * How many notices have not reached both yet.
 * @param {ToldView} view
 * @returns {number}
 */
export function pendingOf(view) {
  const notices = [...view.reports, ...view.receipts].filter(({ summary }) => summary.notice);
  return notices.filter(({ id }) => !isWithBoth(passedOn(view, id))).length;
}
