import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../../verifier/static/js/domain/pace.js";

/** @param {Pace} pace */
function weight({ size: { side, quality } }) {
  return side * side * quality;
}

test("on a good network frames are best, and follow each other quickly", () => {
  const pace = new Pace();

  assert.deepEqual([pace.size, pace.answered(80), pace.answered(2_000)], [{ side: 1280, quality: 0.6 }, 120, 500]);
});

test("a long upload makes the next frame smaller, a short one larger again, and none so small that no code fits", () => {
  const pace = new Pace();
  const weights = [weight(pace)];
  for (let n = 0; n < 6; n += 1) {
    pace.answered(3_000);
    weights.push(weight(pace));
  }
  assert.ok(weights.slice(1, 4).every((each, n) => each < Number(weights[n])), `${weights}`);
  assert.deepEqual([pace.size.side, weights.at(-1)], [960, weights.at(-2)]);

  for (let n = 0; n < 6; n += 1) pace.answered(300);

  assert.equal(weight(pace), weights[0]);
});

test("an upload that never arrived makes the next frame smaller", () => {
  const pace = new Pace();
  const before = weight(pace);
  pace.lost();

  assert.ok(weight(pace) < before);
});

for (const network of [{ effectiveType: "2g" }, { effectiveType: "3g" }, { saveData: true }]) {
  test(`a network that is slow or dear begins with smaller frames: ${JSON.stringify(network)}`, () => {
    assert.ok(weight(new Pace(network)) < weight(new Pace({ effectiveType: "4g", saveData: false })));
  });
}

test("where data is dear the next frame waits as long as the last one took, and stays small", () => {
  const pace = new Pace({ saveData: true });
  const before = weight(pace);

  assert.deepEqual([pace.answered(500), weight(pace)], [500, before]);
});

test("no wait is longer than five seconds", () => {
  assert.equal(new Pace().answered(100_000), 5_000);
});
