import assert from "node:assert/strict";
import { test } from "node:test";

/** @import { Trust, TrustedKey } from "../../../verifier/static/js/domain/cose.js" */

import { readCard } from "../../../verifier/static/js/domain/card.js";
import { ofCards, trustFrom } from "../support/signed.js";
import { reader, vectors } from "../support/signed_vectors.js";

const document = vectors("cards.json");
const trust = trustFrom(document.trust);
const usual = document.cases[0].text;
const ISSUED = Date.parse("2026-11-02T00:00:00Z") / 1000;

/** @param {(key: TrustedKey) => TrustedKey} change @returns {Trust} */
function trustIn(change) {
  return { ...trust, keys: trust.keys.map(change) };
}

for (const { name, said, expect } of await ofCards(reader, document)) {
  test(`card: ${name}`, () => assert.deepEqual(said, expect));
}

test("a card is over from the first millisecond after its last second", async () => {
  const end = Date.parse("2028-11-02T23:59:59Z");
  assert.equal((await readCard(usual, trust, end)).period, "CURRENT");
  assert.equal((await readCard(usual, trust, end + 1)).period, "OVER");
});

test("a reader without a time, or with a key that is none, is the caller's fault and says so", async () => {
  await assert.rejects(readCard(usual, trust, Number.NaN), RangeError);
  await assert.rejects(readCard(usual, trustIn((key) => ({ ...key, point: key.point.slice(1) })), 0));
});

test("a key for status lists signs no card", async () => {
  const status = trustIn((key) => ({ ...key, purpose: "status" }));
  assert.equal((await readCard(usual, status, 0)).refusal, "S-KID");
});

test("of a compromised key, cards dated up to its last good second are genuine and later ones are not", async () => {
  const good = trustIn((key) => ({ ...key, compromisedAfter: ISSUED }));
  const late = trustIn((key) => ({ ...key, compromisedAfter: ISSUED - 1 }));
  assert.equal((await readCard(usual, good, 0)).refusal, null);
  assert.equal((await readCard(usual, late, 0)).refusal, "S-CMP");
});

test("a list of keys that has run out says nothing of a card, not even that its key is unknown", async () => {
  const empty = { keys: [], usableUntil: 1_000 };
  assert.equal((await readCard(usual, empty, 999_999)).refusal, "S-KID");
  assert.equal((await readCard(usual, empty, 1_000_000)).refusal, "K-EXP");
});

test("a text is as long as its characters are many, not its UTF-16 units", async () => {
  assert.equal((await readCard("😀".repeat(12_000), trust, 0)).refusal, "T-FMT");
  assert.equal((await readCard("😀".repeat(12_001), trust, 0)).refusal, "T-LEN");
});
