/** COSE_Sign1 (RFC 9052 section 4.2) as we use it: one header place, one algorithm, nothing optional. Pure. */

/** @import { Bytes } from "./signature.js" */

import { fieldsOf, isBytes, isList } from "./kinds.js";
import { Refused, must } from "./refusal.js";
import { hex, verify } from "./signature.js";
import { decode } from "./strict_cbor.js";

/**
 * A public key with what it may be used for; times are seconds since 1970.
 * @typedef {object} TrustedKey
 * @property {string} kid 8 hex digits
 * @property {Bytes} point uncompressed, 65 bytes
 * @property {string} issuer
 * @property {"card" | "status" | "keyset"} purpose
 * @property {number} notBefore what it signs is dated from this second
 * @property {number} notAfter to this one
 * @property {number} [compromisedAfter] the last second at which nobody else held the key
 */
/**
 * The only keys that are ever tried; from `usableUntil` (a second since 1970; null: never) they say nothing.
 * @typedef {{keys: readonly TrustedKey[], usableUntil: number | null}} Trust
 */
/** @typedef {{header: Bytes, payload: Bytes, signature: Bytes, kid: string}} Sign1 */

/**
 * The parts of a tagged COSE_Sign1 of this kind, whose signature nobody has checked yet.
 * @param {Bytes} data
 * @param {string} [kind] its type header; a card has none
 * @param {number} [maxBytes]
 * @returns {Sign1}
 */
export function parseSign1(data, kind, maxBytes) {
  must(data[0] === 0xd2, "D-COS");
  const parts = decode(data.subarray(1), "D-CBR", maxBytes);
  must(isList(parts, 4, 4), "D-COS");
  const [header, unprotected, payload, signature] = parts;
  must(isBytes(header) && unprotected instanceof Map && isBytes(payload) && isBytes(signature), "D-COS");
  must(unprotected.size === 0, "H-HDR");
  const { alg, kid, type } = fieldsOf(decode(header, "D-CBR"), "H-HDR", { alg: 1, kid: 4, type: 16 }, "type");
  must(type === kind, "H-HDR");
  must(alg === -7, "H-ALG");
  must(isBytes(kid, 4), "H-HDR");
  return { header, payload, signature, kid: hex(kid) };
}

/**
 * The trusted key of this purpose that signed the parts. Two may share an id, so each with it is tried.
 * @param {Sign1} parts
 * @param {Trust} trust
 * @param {TrustedKey["purpose"]} purpose
 * @param {number} now milliseconds since 1970
 * @returns {Promise<TrustedKey>}
 */
export async function signerOf(parts, { keys, usableUntil }, purpose, now) {
  must(usableUntil === null || now < usableUntil * 1000, "K-EXP");
  const candidates = keys.filter((key) => key.kid === parts.kid && key.purpose === purpose);
  must(candidates.length > 0, "S-KID");
  for (const key of candidates) {
    if (await isSignedBy(key.point, parts)) return key;
  }
  throw new Refused("S-SIG");
}

/**
 * Whether this key signed the parts: their Sig_structure (RFC 9052 section 4.4) with no external data.
 * @param {Bytes} point
 * @param {Sign1} parts
 */
export function isSignedBy(point, { header, payload, signature }) {
  const context = new TextEncoder().encode("\x6aSignature1");
  const message = new Uint8Array([0x84, ...context, ...head(header), ...header, 0x40, ...head(payload), ...payload]);
  return verify("ES256", point, signature, message);
}

/**
 * Refuses what a key signed with a date (seconds since 1970) at which its signature is not to be believed.
 * @param {TrustedKey} key
 * @param {number} dated
 */
export function requireDate({ notBefore, notAfter, compromisedAfter = Infinity }, dated) {
  must(notBefore <= dated && dated <= notAfter, "S-WIN");
  must(dated <= compromisedAfter, "S-CMP");
}

/** @param {Bytes} bytes @returns {number[]} the head of a byte string, in its shortest form */
function head({ length }) {
  if (length < 24) return [0x40 + length];
  if (length < 0x100) return [0x58, length];
  const low = [(length >> 8) & 255, length & 255];
  return length < 0x10000 ? [0x59, ...low] : [0x5a, length >>> 24, (length >> 16) & 255, ...low];
}
