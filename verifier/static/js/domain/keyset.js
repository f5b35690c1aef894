/** The key set: which keys are the issuer's, what for and when, as in signing/keyset.py. Pure. */

/** @import { Trust } from "./cose.js" */
/** @import { Bytes } from "./signature.js" */

import { isSignedBy, parseSign1 } from "./cose.js";
import { fieldsOf, isBytes, isIssuer, isList, isOneOf, isWhole } from "./kinds.js";
import { attempt, must } from "./refusal.js";
import { hex, isPoint, sha256 } from "./signature.js";
import { decode } from "./strict_cbor.js";

/**
 * A public key of the set; times are seconds since 1970.
 * @typedef {object} ListedKey
 * @property {string} kid 8 hex digits
 * @property {Bytes} point
 * @property {string} issuer
 * @property {"card" | "status"} purpose
 * @property {"active" | "retired" | "compromised"} state
 * @property {number} notBefore
 * @property {number} notAfter
 * @property {number} [compromisedAfter] there exactly when the key is compromised
 */

/**
 * One edition of the keys of an issuer (kortutsteder); hashes in hex.
 * @typedef {object} KeySet
 * @property {string} issuer
 * @property {"practice" | "production"} environment
 * @property {number} sequence
 * @property {number} issued
 * @property {number} expires
 * @property {ListedKey[]} keys
 * @property {string | null} nextRoot SHA-256 of the root that may sign the next sets
 * @property {string} root SHA-256 of the root that signed this one
 * @property {string} digest SHA-256 of what was signed: two sets are the same exactly when it is
 */

const TYPE = "application/kortsjekk-keyset+cose";
const MAX_BYTES = 32_768;
const LIFETIME = 30 * 86_400;
const LAST_SECOND = 253_402_300_799;
const SET = { issuer: 1, expires: 4, issued: 6, sequence: -70010, entries: -70011, environment: -70012, next: -70013 };
const POINT = { kty: 1, kid: 2, alg: 3, operations: 4, crv: -1, x: -2, y: -3 };
const KEY = { ...POINT, issuer: -70020, purpose: -70021, state: -70022, span: -70023, cut: -70024 };

/**
 * The set that `root` signed, or why it is not taken.
 * @param {Bytes} bytes
 * @param {Bytes} root its point: the one built in, or the one that `last` announced
 * @param {number} now milliseconds since 1970
 * @param {KeySet} [last] the newest set taken before
 */
export function readKeySet(bytes, root, now, last) {
  return attempt(async () => {
    const parts = parseSign1(bytes, TYPE, MAX_BYTES);
    const rootHash = await sha256(root);
    must(parts.kid === rootHash.slice(0, 8) && (!last || [last.root, last.nextRoot].includes(rootHash)), "K-ROO");
    must(await isSignedBy(root, parts), "S-SIG");
    const claims = decode(parts.payload, "K-SET", MAX_BYTES, true);
    /** @type {KeySet} */
    const found = { ...(await fromClaims(claims)), root: rootHash, digest: await sha256(parts.payload) };
    must(!last || found.sequence >= last.sequence, "K-OLD");
    must(!last || found.sequence > last.sequence || found.digest === last.digest, "K-DIF");
    must(!last || keepsWithdrawn(found, last), "K-BCK");
    must(now < found.expires * 1000, "K-EXP");
    return found;
  });
}

/**
 * Whether each key that the last set had withdrawn still is, from the same moment or an earlier one.
 * @param {KeySet} found @param {KeySet} last
 */
function keepsWithdrawn(found, last) {
  const cuts = new Map(found.keys.map(({ point, compromisedAfter }) => [hex(point), compromisedAfter ?? Infinity]));
  return last.keys.every(({ point, compromisedAfter: cut }) => cut === undefined || (cuts.get(hex(point)) ?? Infinity) <= cut);
}

/** @param {KeySet} set @returns {Trust} the keys as readers of cards and status lists ask them */
export function trustOf({ keys, expires }) {
  return { keys, usableUntil: expires };
}

/** @param {unknown} ok @returns {asserts ok} */
function claim(ok) {
  must(ok, "K-SET");
}

/** @param {unknown} claims */
async function fromClaims(claims) {
  const { issuer, expires, issued, sequence, entries, environment, next } = fieldsOf(claims, "K-SET", SET, "next");
  claim(isIssuer(issuer) && isOneOf(environment, ["practice", "production"]));
  claim(isWhole(sequence, 1, Number.MAX_SAFE_INTEGER) && isList(entries, 1, 100));
  claim(isWhole(issued, 0, LAST_SECOND) && isWhole(expires, issued + 1, Math.min(issued + LIFETIME, LAST_SECOND)));
  claim(next === undefined || isBytes(next, 32));
  const keys = await Promise.all(entries.map(fromCose));
  claim(new Set(keys.map(({ point }) => hex(point))).size === keys.length);
  return { issuer, environment, sequence, issued, expires, keys, nextRoot: next ? hex(next) : null };
}

/** @param {unknown} entry a COSE_Key @returns {Promise<ListedKey>} */
async function fromCose(entry) {
  const key = fieldsOf(entry, "K-SET", KEY, "cut");
  const { kty, kid, alg, operations, crv, x, y, issuer, purpose, state, span } = key;
  claim(kty === 2 && alg === -7 && crv === 1 && isList(operations, 1, 1) && operations[0] === 2);
  claim(isIssuer(issuer) && isOneOf(purpose, ["card", "status"]) && isOneOf(state, ["active", "retired", "compromised"]));
  claim(isList(span, 2, 2) && isBytes(kid) && isBytes(x, 32) && isBytes(y, 32));
  const [notBefore, notAfter] = span;
  claim(isWhole(notAfter, 0, LAST_SECOND) && isWhole(notBefore, 0, notAfter));
  const point = new Uint8Array([4, ...x, ...y]);
  claim(hex(kid) === (await sha256(point)).slice(0, 8) && (await isPoint(point)));
  const listed = { kid: hex(kid), point, issuer, purpose, state, notBefore, notAfter };
  if (key.cut === undefined && state !== "compromised") return listed;
  claim(isWhole(key.cut, 0, LAST_SECOND) && state === "compromised");
  return { ...listed, compromisedAfter: key.cut };
}
