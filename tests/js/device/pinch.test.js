import assert from "node:assert/strict";
import { test } from "node:test";

import { Pinch } from "../../../verifier/static/js/device/pinch.js";

/** A picture under somebody's fingers, at a zoom of 2. */
function aPictureUnderFingers() {
  const element = new EventTarget();
  /** @type {number[]} */
  const zooms = [];
  new Pinch(element, { start: () => 2, zoom: (value) => zooms.push(value) });
  const finger = (/** @type {string} */ type, /** @type {number} */ pointerId, clientX = 0, clientY = 0) =>
    void element.dispatchEvent(Object.assign(new Event(type), { pointerId, clientX, clientY }));
  return { zooms, finger };
}

test("two fingers that move apart zoom in by as much", () => {
  const { zooms, finger } = aPictureUnderFingers();
  finger("pointerdown", 1, 0, 0);
  finger("pointerdown", 2, 100, 0);

  finger("pointermove", 2, 150, 0);
  finger("pointermove", 2, 50, 0);

  assert.deepEqual(zooms, [3, 1]);
});

test("one finger zooms nothing, nor does one that was lifted or never came down", () => {
  const { zooms, finger } = aPictureUnderFingers();
  finger("pointerdown", 1, 0, 0);
  finger("pointermove", 1, 90, 0);
  finger("pointerdown", 2, 100, 0);
  finger("pointerup", 2);
  finger("pointermove", 1, 10, 0);
  finger("pointermove", 3, 10, 0);

  assert.deepEqual(zooms, []);
});
