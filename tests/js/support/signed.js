/**
 * What the reader says of the vectors, case by case, beside what it must say. Runs in Node and, fed through the page,
 * in a browser: the reader is handed in.
 */

/** @import * as Card from "../../../verifier/static/js/domain/card.js" */
/** @import { Trust } from "../../../verifier/static/js/domain/cose.js" */
/** @import * as KeySets from "../../../verifier/static/js/domain/keyset.js" */
/** @import * as Signature from "../../../verifier/static/js/domain/signature.js" */
/** @import * as StatusLists from "../../../verifier/static/js/domain/statuslist.js" */

/** @typedef {typeof Card & typeof StatusLists & typeof KeySets & typeof Signature} Reader */
/** @typedef {{name: string, said: unknown, expect: unknown}} Answered */

/** @param {string} text @returns {Signature.Bytes} */
export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {string} text @returns {Signature.Bytes} */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {string} time ISO 8601 @returns {number} seconds since 1970 */
function seconds(time) {
  return Date.parse(time) / 1000;
}

/** @param {{keys: any[]}} document a trust list as `TrustList.to_json` writes it @returns {Trust} */
export function trustFrom({ keys }) {
  const trusted = keys.map(({ not_before, not_after, compromised_after, point, ...key }) => ({
    ...key,
    notBefore: seconds(not_before),
    notAfter: seconds(not_after),
    ...(compromised_after && { compromisedAfter: seconds(compromised_after) }),
    point: fromBase64(point),
  }));
  return { keys: trusted, usableUntil: null };
}

/**
 * A reading in the form that `expect` has in cards.json: bytes in hex.
 * @param {Card.Reading} reading
 * @returns {any}
 */
export function answer({ card, ...reading }) {
  const face = card?.face && Array.from(card.face, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { genuine: reading.refusal === null, ...reading, card: card && { ...card, face } };
}

/**
 * The cases of cards.json.
 * @param {Reader} reader
 * @param {any} document
 * @returns {Promise<Answered[]>}
 */
export function ofCards(reader, { cases, trust, ...document }) {
  const keys = trustFrom(trust);
  return Promise.all(
    cases.map(async (/** @type {any} */ { name, text, now = document.now, expect }) => {
      return { name, said: answer(await reader.readCard(text, keys, Date.parse(now))), expect };
    }),
  );
}

/**
 * The cases of statuslists.json.
 * @param {Reader} reader
 * @param {any} document
 * @returns {Promise<Answered[]>}
 */
export async function ofStatusLists(reader, { tokens, deltas, freshness, ...document }) {
  const trust = trustFrom(document.trust);
  /** @type {Answered[]} */
  const answers = [];
  /** @type {Map<string, StatusLists.StatusList>} */
  const lists = new Map();
  for (const { name, token, now = document.now, sub, newest_iat, expect } of tokens) {
    const held = { ...(sub && { sub }), ...(newest_iat && { newestIat: newest_iat }) };
    const read = await reader.readStatusList(fromBase64(token), trust, Date.parse(now), held);
    if (read.value) lists.set(name, read.value);
    answers.push({ name, said: await ofList(reader, read, indicesIn(expect)), expect });
  }
  for (const { name, held, delta, now = document.now, expect } of deltas) {
    const list = /** @type {StatusLists.StatusList} */ (lists.get(held));
    const read = await reader.applyDelta(list, fromBase64(delta), trust, Date.parse(now));
    answers.push({ name, said: await ofList(reader, read, indicesIn(expect)), expect });
  }
  for (const { name, held, now, expect } of freshness) {
    const list = /** @type {StatusLists.StatusList} */ (lists.get(held));
    answers.push({ name, said: reader.freshness(list, Date.parse(now)), expect });
  }
  return answers;
}

/** @param {{statuses?: [number, number | null][]}} expect */
function indicesIn({ statuses = [] }) {
  return statuses.map(([index]) => index);
}

/**
 * What was read of a list in the form of the file, with what it says of some indices.
 * @param {Reader} reader
 * @param {Awaited<ReturnType<typeof StatusLists.readStatusList>>} read
 * @param {number[]} indices
 */
export async function ofList(reader, { value, refusal }, indices) {
  if (!value) return { refusal };
  const { array, ...list } = value;
  const names = ["VALID", "INVALID", "SUSPENDED", "OTHER"];
  const statuses = indices.map((index) => {
    const said = names.indexOf(reader.statusAt(value, index));
    return [index, said < 0 ? null : said];
  });
  return { refusal, ...list, array_sha256: await reader.sha256(array), statuses };
}

/**
 * The cases of keysets.json.
 * @param {Reader} reader
 * @param {any} document
 * @returns {Promise<Answered[]>}
 */
export async function ofKeySets(reader, { sets, cards, roots, ...document }) {
  /** @param {{data: string, root: string}} set @param {number} now @param {KeySets.KeySet} [last] */
  const read = ({ data, root }, now, last) => reader.readKeySet(fromBase64(data), fromBase64(roots[root]), now, last);
  /** @param {any} set @returns {Promise<KeySets.KeySet>} the set as it was read on a day when it was good */
  const taken = async (set) => /** @type {KeySets.KeySet} */ ((await read({ root: "root", ...set }, 0)).value);
  /** @type {Answered[]} */
  const answers = [];
  for (const { name, now = document.now, last, expect, ...set } of sets) {
    const said = ofSet(await read(set, Date.parse(now), last ? await taken(last) : undefined));
    answers.push({ name, said, expect });
  }
  for (const { name, text, data, now = document.now, expect } of cards) {
    const trust = reader.trustOf(await taken({ data }));
    answers.push({ name, said: (await reader.readCard(text, trust, Date.parse(now))).refusal, expect });
  }
  return answers;
}

/**
 * What was read of a key set in the form of the file.
 * @param {Awaited<ReturnType<typeof KeySets.readKeySet>>} read
 */
export function ofSet({ value, refusal }) {
  if (!value) return { refusal };
  const { issuer, environment, sequence, issued, expires, nextRoot, keys } = value;
  const listed = keys.map(({ point: _, notBefore, notAfter, compromisedAfter = null, ...key }) => {
    return { ...key, from: notBefore, to: notAfter, not_after: compromisedAfter };
  });
  return { refusal, issuer, environment, sequence, issued, expires, next_root: nextRoot, keys: listed };
}

/**
 * The cases of a file of Wycheproof's signatures.
 * @param {Reader} reader
 * @param {any} document
 * @returns {Promise<Answered[]>}
 */
export async function ofWycheproof(reader, { testGroups }) {
  /** @type {Answered[]} */
  const answers = [];
  for (const { publicKey, tests } of testGroups) {
    const algorithm = publicKey.pk ? "EdDSA" : "ES256";
    const key = fromHex(publicKey.pk ?? publicKey.uncompressed);
    for (const { tcId, comment, msg, sig, result } of tests) {
      const good = await reader.verify(algorithm, key, fromHex(sig), fromHex(msg));
      answers.push({ name: `${tcId}: ${comment}`, said: good, expect: result === "valid" });
    }
  }
  return answers;
}
