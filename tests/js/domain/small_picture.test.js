import assert from "node:assert/strict";
import { test } from "node:test";

import { greyOf, measure } from "../../../verifier/static/js/domain/small_picture.js";

/** @import { Small } from "../../../verifier/static/js/domain/small_picture.js" */

/** @param {(x: number, y: number) => number} grey @returns {Small} */
function picture(grey, width = 64, height = 48) {
  return { grey: Uint8Array.from({ length: width * height }, (_, at) => grey(at % width, Math.floor(at / width))), width, height };
}

const stripes = (/** @type {number} */ x) => (x % 2 === 0 ? 60 : 180);

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

test("detail is the part of the picture that is printed on", () => {
  const card = picture((x, y) => (x < 16 && y < 12 ? stripes(x) : 100));

  assert.deepEqual([measure(card, null).detail, measure(picture(() => 100), null).detail, measure(picture(stripes), null).detail], [1 / 16, 0, 1]);
});

test("glare is a burnt-out spot on a bright card, not single bright points", () => {
  const spot = picture((x, y) => (x < 16 && y < 16 ? 255 : 190));
  const points = picture((x, y) => ((x + y) % 3 === 0 ? 255 : 190));

  assert.deepEqual([measure(spot, null).glare, measure(points, null).glare], [16 / 192, 0]);
});

test("a white card in strong light is no glare, however bright", () => {
  assert.equal(measure(picture((x) => (x < 32 ? 255 : 90)), null).glare, 0);
});

test("motion is how far the scene went, as a part of the picture's width, the light itself left out", () => {
  const waves = (/** @type {number} */ shift) => picture((x) => Math.round(128 + 100 * Math.sin((x - shift) / 6)));
  const still = measure(waves(0), waves(0)).motion;
  const near = Number(measure(waves(1), waves(0)).motion);
  const far = Number(measure(waves(4), waves(0)).motion);

  assert.equal(measure(waves(0), null).motion, null);
  assert.equal(still, 0);
  assert.ok(near > 0.01 && near < 0.03 && far > 3 * near, `${near} and ${far}`);
  assert.ok(Number(measure(picture((x) => 60 + x + 40), picture((x) => 60 + x)).motion) < 0.001);
});

test("a bare table does not tell whether it moves", () => {
  assert.equal(measure(picture(() => 90), picture(() => 91)).motion, null);
});

test("a picture of another size has nothing to be compared with", () => {
  assert.equal(measure(picture(stripes), picture(stripes, 32)).motion, null);
});

test("an empty picture is dark and nothing else", () => {
  assert.deepEqual(measure(picture(stripes, 0, 0), null), { light: 0, glare: 0, sharpness: 0, detail: 0, motion: null });
});
