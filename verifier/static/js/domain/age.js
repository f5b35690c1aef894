/** How old something is, as a word key and a count. Pure. */

/** @type {readonly [string, number][]} */
const STEPS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/**
 * The largest whole unit of an age; a negative age (a clock that jumped) counts as none.
 * @param {number} milliseconds
 * @returns {{key: string, n: number}} key is one of ui.age.now, .second, .minute, .hour, .day
 */
export function ageOf(milliseconds) {
  const age = Math.max(0, milliseconds);
  for (const [unit, length] of STEPS) {
    if (age >= length) return { key: `ui.age.${unit}`, n: Math.floor(age / length) };
  }
  const seconds = Math.floor(age / 1000);
  return seconds < 2 ? { key: "ui.age.now", n: 0 } : { key: "ui.age.second", n: seconds };
}

/**
 * Milliseconds from an ISO time to another, or null when one of them can't be read.
 * @param {string | null | undefined} from
 * @param {number} to milliseconds since 1970
 * @returns {number | null}
 */
export function elapsed(from, to) {
  const start = from ? Date.parse(from) : Number.NaN;
  return Number.isNaN(start) || Number.isNaN(to) ? null : Math.max(0, to - start);
}
