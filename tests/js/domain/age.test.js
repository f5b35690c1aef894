import assert from "node:assert/strict";
import { test } from "node:test";

import { ageOf, elapsed } from "../../../verifier/static/js/domain/age.js";

for (const [milliseconds, key, n] of /** @type {[number, string, number][]} */ ([
  [-5_000, "ui.age.now", 0],
  [1_999, "ui.age.now", 0],
  [2_000, "ui.age.second", 2],
  [59_999, "ui.age.second", 59],
  [60_000, "ui.age.minute", 1],
  [3_599_999, "ui.age.minute", 59],
  [3_600_000, "ui.age.hour", 1],
  [86_400_000 * 3, "ui.age.day", 3],
])) {
  test(`an age of ${milliseconds} ms is said as ${key} ${n}`, () => {
    assert.deepEqual(ageOf(milliseconds), { key, n });
  });
}

test("time from a moment in another time zone is counted right", () => {
  assert.equal(elapsed("2026-11-24T10:00:00+02:00", Date.parse("2026-11-24T08:00:05Z")), 5_000);
});

test("a moment that lies ahead, because a clock jumped, is no age at all", () => {
  assert.equal(elapsed("2026-11-24T10:00:00Z", Date.parse("2026-11-24T09:00:00Z")), 0);
});

test("an unreadable or missing moment has no age", () => {
  assert.deepEqual([elapsed("yesterday", 1), elapsed(null, 1), elapsed(undefined, 1), elapsed("2026-11-24", Number.NaN)], [null, null, null, null]);
});
