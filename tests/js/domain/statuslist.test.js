import assert from "node:assert/strict";
import { test } from "node:test";

import { freshness, readStatusList, statusAt } from "../../../verifier/static/js/domain/statuslist.js";
import { fromBase64, ofStatusLists, trustFrom } from "../support/signed.js";
import { reader, vectors } from "../support/signed_vectors.js";

const document = vectors("statuslists.json");

for (const { name, said, expect } of await ofStatusLists(reader, document)) {
  test(`status list: ${name}`, () => assert.deepEqual(said, expect));
}

test("an index that is no whole number names nothing", () => {
  const array = new Uint8Array(4);
  assert.equal(statusAt({ array }, 1), "VALID");
  assert.equal(statusAt({ array }, 1.5), "L-IDX");
  assert.equal(statusAt({ array }, Number.NaN), "L-IDX");
});

test("a list read at no time at all has run out", () => {
  assert.equal(freshness({ iat: 0, exp: 10, ttl: 1 }, Number.NaN), "EXPIRED");
});

test("a list is believed as long as the keys that vouch for it, and no longer", async () => {
  const token = fromBase64(document.tokens[0].token);
  const now = Date.parse(document.now);
  const trust = trustFrom(document.trust);
  const last = await readStatusList(token, { ...trust, usableUntil: now / 1000 + 1 }, now);
  const over = await readStatusList(token, { ...trust, usableUntil: now / 1000 }, now);
  assert.deepEqual([last.refusal, over.refusal], [null, "K-EXP"]);
});
