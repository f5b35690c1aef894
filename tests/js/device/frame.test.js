import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameTaker, smallEnough, visibleArea } from "../../../verifier/static/js/device/frame.js";
import { withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

/**
 * A drawing board whose JPEG has as many bytes as the test says for a quality.
 * @param {TestContext} t
 * @param {(quality: number) => number} size
 */
function aCanvas(t, size) {
  /** @type {number[][]} */
  const drawn = [];
  const canvas = {
    width: 0, height: 0,
    getContext: () => ({ filter: "none", drawImage: (/** @type {unknown} */ _source, /** @type {number[]} */ ...area) => void drawn.push(area) }),
    toBlob: (/** @type {(blob: Blob) => void} */ done, /** @type {string} */ type, /** @type {number} */ quality) => done(new Blob([new Uint8Array(size(quality))], { type })),
  };
  withGlobals(t, { document: { createElement: () => canvas }, HTMLMediaElement: { HAVE_CURRENT_DATA: 2 } });
  return { canvas, drawn };
}

/** @param {object} state */
function aVideo(state) {
  return /** @type {HTMLVideoElement} */ (/** @type {unknown} */ ({ videoWidth: 1920, videoHeight: 1080, clientWidth: 360, clientHeight: 360, readyState: 4, ...state }));
}

test("a square viewfinder shows the middle of a wide picture", () => {
  assert.deepEqual(visibleArea({ width: 1280, height: 720 }, { width: 360, height: 360 }), { x: 280, y: 0, width: 720, height: 720 });
});

test("a tall viewfinder shows a narrow strip, never more than there is", () => {
  assert.deepEqual(visibleArea({ width: 1280, height: 720 }, { width: 360, height: 720 }), { x: 460, y: 0, width: 360, height: 720 });
});

test("a viewfinder without a size shows all", () => {
  assert.deepEqual(visibleArea({ width: 4, height: 3 }, { width: 0, height: 0 }), { x: 0, y: 0, width: 4, height: 3 });
});

test("frames are in turn the whole picture made smaller, and what the viewfinder shows at full sharpness", async (t) => {
  const { drawn } = aCanvas(t, () => 10);
  const taker = new FrameTaker(aVideo({}));

  const frames = [await taker.take(), await taker.take()];

  assert.deepEqual(frames.map((frame) => frame?.type), ["image/jpeg", "image/jpeg"]);
  assert.deepEqual(drawn, [[0, 0, 1920, 1080, 0, 0, 1280, 720], [420, 0, 1080, 1080, 0, 0, 1080, 1080]]);
});

for (const state of [{ videoWidth: 0 }, { readyState: 1 }]) {
  test(`a camera without a picture yet gives no frame: ${JSON.stringify(state)}`, async (t) => {
    aCanvas(t, () => 10);

    assert.equal(await new FrameTaker(aVideo(state)).take(), null);
  });
}

test("a photograph is made smaller until the server takes it", async (t) => {
  const { canvas } = aCanvas(t, (quality) => (quality > 0.8 ? 3_000_000 : 1_900_000));
  let closed = false;
  withGlobals(t, { createImageBitmap: async () => ({ width: 4800, height: 3600, close: () => (closed = true) }) });

  const blob = await smallEnough(new File([new Uint8Array(9_000_000)], "photo.jpg"));

  assert.deepEqual([blob?.size, canvas.width, canvas.height, closed], [1_900_000, 2400, 1800, true]);
});

test("a photograph that can't be made small enough is told", async (t) => {
  aCanvas(t, () => 3_000_000);
  withGlobals(t, { createImageBitmap: async () => ({ width: 10, height: 10, close: () => {} }) });

  assert.equal(await smallEnough(new File(["x"], "photo.jpg")), null);
});

for (const [size, taken] of /** @type {[number, boolean][]} */ ([[2_000_000, true], [2_000_001, false]])) {
  test(`a file of ${size} bytes that the browser can't open is ${taken ? "sent as it is" : "not sent"}`, async (t) => {
    withGlobals(t, { createImageBitmap: () => Promise.reject(new DOMException("no picture", "InvalidStateError")) });
    const file = new File([new Uint8Array(size)], "photo.heic");

    assert.equal(await smallEnough(file), taken ? file : null);
  });
}
