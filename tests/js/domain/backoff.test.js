import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff, retryAfter } from "../../../verifier/static/js/domain/backoff.js";

test("waits double with each failure, up to five minutes", () => {
  const waits = [1, 2, 3, 8, 9, 10, 1_000].map((failures) => backoff(failures, () => 1));

  assert.deepEqual(waits, [2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000]);
});

test("phones that come back together spread over half the wait", () => {
  assert.deepEqual([backoff(3, () => 0), backoff(3, () => 0.5), backoff(3, () => 1)], [4_000, 6_000, 8_000]);
});

const NOW = Date.parse("2026-11-24T08:00:00Z");

for (const [header, wait] of /** @type {[string | null, number | null][]} */ ([
  ["2", 2_000],
  [" 30 ", 30_000],
  ["0", 0],
  ["Tue, 24 Nov 2026 08:00:10 GMT", 10_000],
  ["Tue, 24 Nov 2026 07:00:00 GMT", 0],
  ["99999999999", 3_600_000],
  ["soon", null],
  ["", null],
  [null, null],
])) {
  test(`Retry-After ${JSON.stringify(header)} asks for ${wait} ms`, () => {
    assert.equal(retryAfter(header, NOW), wait);
  });
}
