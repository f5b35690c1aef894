/** How old the registers and keys are that checks rest on, as the server said it and as it is by now. Pure: time is an argument. */

import { isRecord } from "./check.js";

/** @typedef {"fresh" | "stale" | "missing"} SourceState */
/** @typedef {{source: string, state: SourceState, age_seconds: number | null, limit_seconds: number, needed: boolean}} Source */
/** @typedef {{sources: Source[], keyset: {sequence: number, expires: string}, server_time: string}} Sources */
/**
 * One line of the screen.
 * @typedef {object} SourceLine
 * @property {string} source
 * @property {SourceState} state as it is now
 * @property {string | null} at when it was fetched, by the server's clock
 * @property {number} hours from this age on checks no longer rely on it
 * @property {boolean} needed
 */

/** @param {unknown} value @returns {value is Source} */
function isSource(value) {
  return isRecord(value) && typeof value.source === "string" && ["fresh", "stale", "missing"].includes(String(value.state))
    && (value.age_seconds === null || typeof value.age_seconds === "number") && typeof value.limit_seconds === "number" && typeof value.needed === "boolean";
}

/** @param {unknown} value @returns {value is Sources} */
export function isSources(value) {
  return isRecord(value) && Array.isArray(value.sources) && value.sources.every(isSource) && isTime(value.server_time)
    && isRecord(value.keyset) && typeof value.keyset.sequence === "number" && isTime(value.keyset.expires);
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

/**
 * The sources as they are at a later time: what was fresh when it was said grows old where nobody can ask anew.
 * @param {Sources} said
 * @param {number} now milliseconds by the server's clock
 * @returns {SourceLine[]}
 */
export function linesOf({ sources, server_time }, now) {
  const said = Date.parse(server_time);
  return sources.map(({ source, state, age_seconds: age, limit_seconds: limit, needed }) => {
    const at = age === null ? null : said - age * 1000;
    const old = at !== null && now - at > limit * 1000;
    return {
      source, needed, state: state === "fresh" && old ? "stale" : state, hours: Math.max(1, Math.round(limit / 3600)),
      at: at === null ? null : new Date(at).toISOString(),
    };
  });
}

/** @param {Sources} said @param {number} now milliseconds by the server's clock @returns {boolean} whether the key set has run out */
export function keysRanOut(said, now) {
  return now > Date.parse(said.keyset.expires);
}

/**
 * Whether checks rest on something too old or missing, so that whoever makes them is told.
 * @param {Sources} said
 * @param {number} now milliseconds by the server's clock
 * @returns {boolean}
 */
export function isTrouble(said, now) {
  return keysRanOut(said, now) || linesOf(said, now).some(({ needed, state }) => needed && state !== "fresh");
}
