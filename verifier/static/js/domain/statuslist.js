/**
 * Status lists (IETF Token Status List, CWT form) and their deltas, as in signing/statuslist.py. Pure.
 * A list says of an index whether its card is marked, never why; not marked is not "in order" either.
 */

/** @import { Trust } from "./cose.js" */
/** @import { Bytes } from "./signature.js" */

import { parseSign1, requireDate, signerOf } from "./cose.js";
import { fieldsOf, isBytes, isWhole } from "./kinds.js";
import { attempt, must } from "./refusal.js";
import { hex, sha256 } from "./signature.js";
import { decode } from "./strict_cbor.js";

/**
 * One list as of `iat`; times are seconds since 1970, `ttl` is a number of seconds.
 * @typedef {object} StatusList
 * @property {string} sub its address, which ends in its number
 * @property {number} iat
 * @property {number} exp
 * @property {number} ttl
 * @property {Bytes} array 2^20 entries of two bits, the first one in the lowest bits of the first byte
 * @property {string} issuer whose key signed it: a card of another issuer is not on it
 */

const CLAIMS = { sub: 2, exp: 4, iat: 6, ttl: 65534 };
const LIST_CLAIMS = { ...CLAIMS, packed: 65533 };
const DELTA_CLAIMS = { ...CLAIMS, from: -70001, result: -70002, changes: -70003 };
const PACKED = { bits: "bits", lst: "lst", uri: "aggregation_uri" };
const LIST_TYPE = "application/statuslist+cwt";
const DELTA_TYPE = "application/kortsjekk-statusdelta+cwt";
const STATUSES = /** @type {const} */ (["VALID", "INVALID", "SUSPENDED", "OTHER"]);
const BYTES = 262_144;
const MAX_TOKEN = BYTES + 4096;
const CLOCK_TOLERANCE = 300;
const LAST_SECOND = 32_503_679_999;

/**
 * The list in a token, or why it is not believed; nothing is inflated before the signature is checked.
 * @param {Bytes} bytes
 * @param {Trust} trust
 * @param {number} now milliseconds since 1970
 * @param {{sub?: string, newestIat?: number}} [held] the list asked for, and the date of the newest one seen
 */
export function readStatusList(bytes, trust, now, { sub, newestIat = 0 } = {}) {
  return attempt(async () => {
    const { packed, ...list } = await signedClaims(bytes, LIST_TYPE, trust, now, LIST_CLAIMS);
    const { bits, lst, uri = "" } = fieldsOf(packed, "C-CLM", PACKED, "uri");
    must(bits === 2 && isBytes(lst) && typeof uri === "string", "C-CLM");
    must(sub === undefined || list.sub === sub, "L-SUB");
    must(list.iat >= newestIat, "L-OLD");
    return { ...list, array: await inflate(lst) };
  });
}

/**
 * The list that a delta makes of the one held, or why not; then the whole list is to be fetched.
 * @param {StatusList} held
 * @param {Bytes} bytes
 * @param {Trust} trust
 * @param {number} now milliseconds since 1970
 */
export function applyDelta(held, bytes, trust, now) {
  return attempt(async () => {
    const { from, result, changes, ...list } = await signedClaims(bytes, DELTA_TYPE, trust, now, DELTA_CLAIMS);
    must(isBytes(changes), "C-CLM");
    must(list.sub === held.sub, "L-SUB");
    must(list.issuer === held.issuer, "S-ISS");
    must(from === held.iat && list.iat > held.iat, "L-DLT");
    const array = (await inflate(changes)).map((byte, place) => byte ^ Number(held.array[place]));
    must(isBytes(result) && hex(result) === (await sha256(array)), "L-SUM");
    return { ...list, array };
  });
}

/**
 * What the list says of an index: no answer is falsy, so that none is taken for another.
 * @param {Pick<StatusList, "array">} list
 * @param {number} index
 */
export function statusAt({ array }, index) {
  const byte = Number.isInteger(index) ? array[Math.floor(index / 4)] : undefined;
  const status = byte === undefined ? -1 : (byte >> ((index % 4) * 2)) & 3;
  return STATUSES[status] ?? "L-IDX";
}

/**
 * How far a list can be relied on: FRESH; STALE, to be shown with its age; else it says nothing.
 * @param {Pick<StatusList, "iat" | "exp" | "ttl">} list
 * @param {number} now milliseconds since 1970
 * @returns {"FRESH" | "STALE" | "EXPIRED" | "NOT_YET"}
 */
export function freshness({ iat, exp, ttl }, now) {
  const seconds = now / 1000;
  if (iat > seconds + CLOCK_TOLERANCE) return "NOT_YET";
  if (!(seconds < exp)) return "EXPIRED";
  return seconds <= iat + ttl ? "FRESH" : "STALE";
}

/**
 * The claims of a signed statement about a list, and whose key signed it.
 * @template {string} Name
 * @param {Bytes} bytes
 * @param {string} kind
 * @param {Trust} trust
 * @param {number} now
 * @param {Record<Name | keyof typeof CLAIMS, number>} names
 */
async function signedClaims(bytes, kind, trust, now, names) {
  const parts = parseSign1(bytes, kind, MAX_TOKEN);
  const signer = await signerOf(parts, trust, "status", now);
  const claims = fieldsOf(decode(parts.payload, "C-CLM", MAX_TOKEN, true), "C-CLM", names);
  const { sub, iat, exp, ttl } = claims;
  must(isSubject(sub) && isWhole(exp, 0, LAST_SECOND) && isWhole(iat, 0, exp - 1) && isWhole(ttl, 1, exp - iat), "C-CLM");
  requireDate(signer, iat);
  const age = freshness({ iat, exp, ttl }, now);
  must(age !== "NOT_YET", "L-FUT");
  must(age !== "EXPIRED", "L-EXP");
  return { ...claims, sub, iat, exp, ttl, issuer: signer.issuer };
}

/** @param {unknown} sub @returns {sub is string} */
function isSubject(sub) {
  const address = /^https?:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?\/s\/(0|[1-9][0-9]{0,4})$/;
  return typeof sub === "string" && Number(address.exec(sub)?.[1]) <= 0xffff;
}

/** The array in a zlib stream; never more than its length, however much the stream would give. @param {Bytes} data */
async function inflate(data) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const array = new Uint8Array(BYTES);
  let at = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // Throws when the array is full.
      array.set(next.value, at);
      at += next.value.length;
    }
  } catch {
    at = -1;
    await reader.cancel().catch(() => at);
  }
  must(at === BYTES, "L-ARR");
  return array;
}
