/**
 * CBOR (RFC 8949) in one deterministic form: what can be written in two ways is read in none. Pure.
 *
 * Whole numbers of 64 bits, bytes, texts, arrays, and maps; shortest lengths, keys sorted by length, then by bytes.
 * The same as signing/strict_cbor.py, which decodes, encodes again and compares.
 */

/** @import { Bytes } from "./signature.js" */
/** @import { RefusalCode } from "./refusal.js" */

import { Refused, must } from "./refusal.js";
import { hex } from "./signature.js";

/** How deep the arrays and maps that hold something may stand. */
const MAX_DEPTH = 8;
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The one item that fills `bytes` exactly.
 * @param {Bytes} bytes
 * @param {RefusalCode} code what to refuse with
 * @param {number} [maxBytes]
 * @param {boolean} [anyKey] maps may be keyed by negative numbers and texts too
 * @returns {unknown} a number (beyond 2^53: a bigint), string, Uint8Array, array or Map
 */
export function decode(bytes, code, maxBytes = 4096, anyKey = false) {
  let at = 0;
  must(bytes.length <= maxBytes, code);
  const value = item(0);
  must(at === bytes.length, code);
  return value;

  /** @param {number | bigint} length */
  function take(length) {
    must(length <= bytes.length - at, code);
    return bytes.slice(at, (at += Number(length)));
  }

  /** @param {number} short the low five bits of an item's first byte */
  function argument(short) {
    if (short < 24) return short;
    must(short < 28, code);
    const width = 1 << (short - 24);
    const number = take(width).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    must(number >= (width === 1 ? 24n : 1n << BigInt(4 * width)), code);
    return exact(number);
  }

  /** @param {number} depth @returns {unknown} */
  function item(depth) {
    const [first = 0] = take(1);
    const kind = first >> 5;
    const number = argument(first & 31);
    if (kind === 0) return number;
    if (kind === 1) return exact(-1n - BigInt(number));
    if (kind === 2) return take(number);
    if (kind === 3) return text(take(number));
    must(kind < 6 && (depth < MAX_DEPTH || number === 0), code);
    return kind === 4 ? array(number, depth + 1) : map(number, depth + 1);
  }

  /** @param {number | bigint} length @param {number} depth */
  function array(length, depth) {
    const items = [];
    while (items.length < length) items.push(item(depth));
    return items;
  }

  /** @param {number | bigint} size @param {number} depth */
  function map(size, depth) {
    const entries = new Map();
    for (let last = ""; entries.size < size; ) {
      const start = at;
      const key = item(depth);
      const encoded = hex(bytes.subarray(start, at));
      // By the first byte: numbers from 0; anyKey: numbers below 0 and texts as well.
      must((anyKey ? /^[0-367]/ : /^[01]/).test(encoded), code);
      must(encoded.length === last.length ? encoded > last : encoded.length > last.length, code);
      entries.set(key, item(depth));
      last = encoded;
    }
    return entries;
  }

  /** @param {Bytes} utf8 */
  function text(utf8) {
    try {
      return UTF_8.decode(utf8);
    } catch {
      throw new Refused(code);
    }
  }
}

/** @param {bigint} number @returns {number | bigint} a number where it loses nothing */
function exact(number) {
  return Number.isSafeInteger(Number(number)) ? Number(number) : number;
}
