/** What a decoded value is. Pure. */

/** @import { RefusalCode } from "./refusal.js" */
/** @import { Bytes } from "./signature.js" */

import { must } from "./refusal.js";

/**
 * @param {unknown} value
 * @param {number} [least] its length
 * @param {number} [most]
 * @returns {value is Bytes}
 */
export function isBytes(value, least = 0, most = least || Infinity) {
  return value instanceof Uint8Array && value.length >= least && value.length <= most;
}

/**
 * Whether a value is a whole number in a range; what is beyond 2^53 is in none.
 * @param {unknown} value
 * @param {number} lowest
 * @param {number} highest
 * @returns {value is number}
 */
export function isWhole(value, lowest, highest) {
  return typeof value === "number" && lowest <= value && value <= highest;
}

/**
 * @param {unknown} value
 * @param {number} least its length
 * @param {number} most
 * @returns {value is unknown[]}
 */
export function isList(value, least, most) {
  return Array.isArray(value) && value.length >= least && value.length <= most;
}

/**
 * @template {string} T
 * @param {unknown} value
 * @param {readonly T[]} words
 * @returns {value is T}
 */
export function isOneOf(value, words) {
  return words.some((word) => word === value);
}

/** @param {unknown} value @returns {value is string} whether it is the short id of an issuer (kortutsteder) */
export function isIssuer(value) {
  return typeof value === "string" && /^[A-Z0-9][A-Z0-9-]{1,31}$/.test(value);
}

/**
 * The values of a map under names of ours; refuses what is no map, lacks one of these keys, or has others.
 * @template {string} Name
 * @param {unknown} value
 * @param {RefusalCode} code
 * @param {Readonly<Record<Name, number | string>>} keys
 * @param {NoInfer<Name>} [optional] the one that may be missing
 */
export function fieldsOf(value, code, keys, optional) {
  must(value instanceof Map, code);
  const found = pick(value, keys);
  const names = /** @type {Name[]} */ (Object.keys(keys));
  const missing = names.filter((name) => found[name] === undefined);
  must(missing.every((name) => name === optional) && value.size === names.length - missing.length, code);
  return found;
}

/**
 * @template {string} Name
 * @param {Map<unknown, unknown>} map
 * @param {Readonly<Record<Name, number | string>>} keys
 * @returns {Record<Name, unknown>} undefined where the map has no such key
 */
export function pick(map, keys) {
  const found = Object.entries(keys).map(([name, key]) => [name, map.get(key)]);
  return Object.fromEntries(found);
}
