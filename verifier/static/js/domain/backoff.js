/** Waiting times between attempts. Pure: chance is an argument. */

const BASE_MS = 2_000;
const CAP_MS = 300_000;

/**
 * Milliseconds to wait before the next attempt: doubles with each failure, up to five minutes,
 * and spreads over the upper half so that phones coming back together don't knock together.
 * @param {number} failures failures in a row, 1 or more
 * @param {() => number} random a number from 0 up to 1
 * @param {{base?: number, cap?: number}} [limits] milliseconds
 * @returns {number}
 */
export function backoff(failures, random, { base = BASE_MS, cap = CAP_MS } = {}) {
  const whole = Math.min(cap, base * 2 ** Math.max(0, Math.min(failures, 32) - 1));
  return Math.round(whole / 2 + (whole / 2) * random());
}

/**
 * Milliseconds a Retry-After header asks for, or null when it is absent or unreadable.
 * @param {string | null} header seconds or an HTTP date
 * @param {number} now milliseconds since 1970
 * @returns {number | null} at most one hour
 */
export function retryAfter(header, now) {
  if (!header) return null;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, wait), 3_600_000);
}
