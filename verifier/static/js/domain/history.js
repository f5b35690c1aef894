/** Earlier checks of a card as they are told: those that said the same, one after the other, in one line. Pure. */

/** @import { EarlierCheck, Outcome } from "./check.js" */

import { isSameDay, timeOfDay } from "./time_of_day.js";

/**
 * @typedef {object} HistoryLine
 * @property {Outcome} outcome
 * @property {string} reason
 * @property {boolean} other whether another person showed the card
 * @property {boolean} today
 * @property {string[]} times such as 10:05, newest first, each once
 */

/**
 * The lines of a history, newest first.
 * @param {readonly EarlierCheck[]} history newest first
 * @param {string} now ISO 8601
 * @returns {HistoryLine[]}
 */
export function linesOf(history, now) {
  /** @type {HistoryLine[]} */
  const lines = [];
  for (const { at, outcome, reason, same_person } of history) {
    const other = same_person === false;
    const [today, time] = [isSameDay(at, now), timeOfDay(at)];
    const last = lines.at(-1);
    if (!last || last.outcome !== outcome || last.reason !== reason || last.other !== other || last.today !== today) {
      lines.push({ outcome, reason, other, today, times: [time] });
    } else if (!last.times.includes(time)) last.times.push(time);
  }
  return lines;
}

/**
 * The newest line that said something else than the check of now; null where nothing changed.
 * @param {readonly HistoryLine[]} lines
 * @param {Outcome} outcome
 * @returns {HistoryLine | null}
 */
export function changeIn(lines, outcome) {
  return lines.find((line) => line.outcome !== outcome) ?? null;
}

/**
 * The newest line that says that another person showed the card; null where none does.
 * @param {readonly HistoryLine[]} lines
 * @returns {HistoryLine | null}
 */
export function otherIn(lines) {
  return lines.find((line) => line.other) ?? null;
}
