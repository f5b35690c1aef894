import assert from "node:assert/strict";
import { test } from "node:test";

import { greyOf, measure } from "../../../verifier/static/js/domain/small_picture.js";

/** @import { Small } from "../../../verifier/static/js/domain/small_picture.js" */

/** @param {(x: number, y: number) => number} grey @returns {Small} */
function picture(grey, width = 64, height = 48) {
  return { grey: Uint8Array.from({ length: width * height }, (_, at) => grey(at % width, Math.floor(at / width))), width, height };
}

const stripes = (/** @type {number} */ x) => (x % 2 === 0 ? 60 : 180);
const ramp = (/** @type {number} */ x) => 60 + x;

test("colours become the grey that an eye sees", () => {
  const data = Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);

  assert.deepEqual([...greyOf({ data, width: 4, height: 1 }).grey], [255, 0, 149, 28]);
});

test("light is the mean grey", () => {
  assert.equal(measure(picture(() => 30), null).light, 30);
  assert.equal(measure(picture(stripes), null).light, 120);
});

test("a sharp picture has more steps than the same one out of focus", () => {
  const sharp = measure(picture(stripes), null).sharpness;
  const soft = measure(picture((x) => (stripes(x) + stripes(x + 1) + 120) / 3), null).sharpness;

  assert.ok(sharp > 10 * soft, `${sharp} and ${soft}`);
  assert.equal(measure(picture(() => 99), null).sharpness, 0);
});

test("glare is what is burnt out as a whole, not single bright points", () => {
  const spot = picture((x, y) => (x < 16 && y < 16 ? 255 : 90));
  const points = picture((x, y) => ((x + y) % 3 === 0 ? 255 : 90));

  assert.deepEqual([measure(spot, null).glare, measure(points, null).glare], [4 / 48, 0]);
});

test("motion is what changed between two pictures, the light itself left out", () => {
  const before = picture(ramp);

  assert.equal(measure(before, null).motion, null);
  assert.equal(measure(picture((x) => ramp(x) + 40), before).motion, 0);
  assert.equal(measure(picture(stripes), picture((x) => stripes(x + 1))).motion, 120);
});

test("a picture of another size has nothing to be compared with", () => {
  assert.equal(measure(picture(ramp), picture(ramp, 32)).motion, null);
});

test("an empty picture is dark and nothing else", () => {
  assert.deepEqual(measure(picture(ramp, 0, 0), null), { light: 0, glare: 0, sharpness: 0, motion: null });
});
