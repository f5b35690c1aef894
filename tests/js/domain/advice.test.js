import assert from "node:assert/strict";
import { test } from "node:test";

import { Advice, hintFor } from "../../../verifier/static/js/domain/advice.js";

/** @import { Hint } from "../../../verifier/static/js/domain/advice.js" */

const GOOD = { light: 120, glare: 0, sharpness: 300, detail: 0.3, motion: 0.01 };

for (const [what, measures, scene, hint] of /** @type {[string, object, object, Hint | null][]} */ ([
  ["a good picture", {}, {}, null],
  ["the first picture of all", { motion: null }, {}, null],
  ["a dark picture on a phone with a lamp", { light: 20 }, { torch: "off" }, "dark-torch"],
  ["a dark picture on a phone without a lamp", { light: 20 }, {}, "dark"],
  ["a dark picture whose lamp burns", { light: 20 }, { torch: "on" }, "dark"],
  ["a burnt-out spot", { glare: 0.1 }, {}, "glare"],
  ["a hand that moves", { motion: 0.05 }, {}, "still"],
  ["a code far off", {}, { code: 0.15 }, "closer"],
  ["a code near enough", {}, { code: 0.6 }, null],
  ["a card far off", { detail: 0.04 }, {}, "closer"],
  ["a bare table", { detail: 0 }, {}, null],
  ["little print, but a code near enough", { detail: 0.04 }, { code: 0.6 }, null],
  ["darkness before everything else", { light: 20, glare: 0.1, motion: 0.05 }, { code: 0.1 }, "dark"],
])) {
  test(`${what}: ${hint}`, () => {
    assert.equal(hintFor({ ...GOOD, ...measures }, { torch: "none", code: null, ...scene }), hint);
  });
}

test("a hint is shown once it has been true for a while, and stays long enough to be read", () => {
  const advice = new Advice();
  /** @type {[number, Hint | null][]} */
  const heard = [[0, "dark"], [600, "dark"], [700, "dark"], [800, null], [2_100, null], [2_200, null]];

  assert.deepEqual(heard.map(([now, wish]) => advice.hear(wish, now)), [null, null, "dark", "dark", "dark", null]);
});

test("a hint that comes and goes is never shown", () => {
  const advice = new Advice();
  const shown = new Set(Array.from({ length: 100 }, (_, n) => advice.hear(n % 4 === 3 ? null : "still", n * 200)));

  assert.deepEqual([...shown], [null]);
});

test("another hint follows the first one, never beside it", () => {
  const advice = new Advice();
  for (const now of [0, 700]) advice.hear("dark", now);
  const shown = [800, 1_500, 2_199, 2_200].map((now) => advice.hear("closer", now));

  assert.deepEqual(shown, ["dark", "dark", "dark", "closer"]);
});

test("a new scan begins without advice", () => {
  const advice = new Advice();
  for (const now of [0, 700]) advice.hear("dark", now);
  advice.reset();

  assert.deepEqual([advice.shown, advice.hear("dark", 701)], [null, null]);
});
