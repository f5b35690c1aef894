/** A moment as the clock on the wall in Norway shows it. Pure. */

const ZONE = "Europe/Oslo";
const CLOCK = new Intl.DateTimeFormat("nb-NO", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

/**
 * Hours and minutes such as 09:05; empty for a text that is no time.
 * @param {string} moment ISO 8601
 * @returns {string}
 */
export function timeOfDay(moment) {
  const time = new Date(moment);
  return Number.isNaN(time.getTime()) ? "" : CLOCK.format(time).replace(".", ":");
}

/**
 * Whether two moments lie on the same day in Norway.
 * @param {string} one ISO 8601
 * @param {string} other ISO 8601
 * @returns {boolean}
 */
export function isSameDay(one, other) {
  const [a, b] = [new Date(one), new Date(other)];
  if (Number.isNaN(a.getTime()) || Number.isNaN(b.getTime())) return false;
  return DAY.format(a) === DAY.format(b);
}
