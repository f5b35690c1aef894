import assert from "node:assert/strict";
import { test } from "node:test";

import { PassOver } from "../../../verifier/static/js/domain/pass_over.js";

/** @import { Reader } from "../../../verifier/static/js/domain/pass_over.js" */

/** @param {PassOver} passOver @param {string[]} codes @param {number} now @param {Reader} [reader] */
function left(passOver, codes, now, reader = "phone") {
  return passOver.without(codes, (code) => code, reader, now);
}

test("without a card judged before, everything is fresh", () => {
  assert.deepEqual(left(new PassOver(null, null), ["a", "b"], 0), ["a", "b"]);
});

test("the card judged last is passed over until it has been away for a while", () => {
  const passOver = new PassOver("a", "phone");
  assert.deepEqual(left(passOver, ["a", "b"], 0), ["b"]);
  left(passOver, [], 100);
  left(passOver, [], 1_400);
  assert.deepEqual(left(passOver, ["a"], 1_450), []);

  left(passOver, [], 1_500);
  left(passOver, [], 2_950);

  assert.deepEqual(left(passOver, ["a"], 2_960), ["a"]);
});

test("one frame without it never shows it gone, however long after", () => {
  const passOver = new PassOver("a", "phone");
  left(passOver, ["a"], 0);
  left(passOver, [], 9_000);

  assert.deepEqual(left(passOver, ["a"], 9_001), []);
});

test("a card that only the server could read is not gone because the phone does not see it", () => {
  const passOver = new PassOver("a", "server");
  left(passOver, ["a"], 0, "server");
  for (let now = 100; now < 5_000; now += 100) left(passOver, [], now, "phone");

  assert.deepEqual(left(passOver, ["a"], 5_000, "server"), []);
});
