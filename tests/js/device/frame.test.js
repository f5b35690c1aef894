import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameTaker, pointIn, smallEnough, visibleArea } from "../../../verifier/static/js/device/frame.js";
import { withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

/**
 * Drawing boards of one kind: their JPEGs have as many bytes as the test says for a quality, their pixels one grey.
 * @param {TestContext} t
 * @param {(quality: number) => number} size
 * @param {() => number} [grey]
 */
function aCanvas(t, size, grey = () => 0) {
  /** @type {number[][]} */
  const drawn = [];
  /** @type {{width: number, height: number}[]} */
  const boards = [];
  const createElement = () => {
    const canvas = {
      width: 0, height: 0,
      getContext: () => ({
        filter: "none",
        drawImage: (/** @type {unknown} */ _source, /** @type {number[]} */ ...area) => void drawn.push(area),
        getImageData: (/** @type {number} */ _x, /** @type {number} */ _y, /** @type {number} */ width, /** @type {number} */ height) =>
          ({ data: new Uint8ClampedArray(width * height * 4).fill(grey()), width, height }),
      }),
      toBlob: (/** @type {(blob: Blob) => void} */ done, /** @type {string} */ type, /** @type {number} */ quality) => done(new Blob([new Uint8Array(size(quality))], { type })),
    };
    boards.push(canvas);
    return canvas;
  };
  withGlobals(t, { document: { createElement }, HTMLMediaElement: { HAVE_CURRENT_DATA: 2 } });
  return { boards, drawn };
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

test("frames are in turn the whole picture made smaller, and what the viewfinder shows at full sharpness", (t) => {
  const { drawn } = aCanvas(t, () => 10);
  const taker = new FrameTaker(aVideo({}));

  const frames = [taker.take(), taker.take()];

  assert.deepEqual(frames.map((frame) => frame?.whole), [true, false]);
  const [whole, , part] = drawn;
  assert.deepEqual([whole, part], [[0, 0, 1920, 1080, 0, 0, 1280, 720], [420, 0, 1080, 1080, 0, 0, 1080, 1080]]);
});

test("a frame is measured in what the viewfinder shows, beside the one before it", (t) => {
  let grey = 40;
  const { drawn } = aCanvas(t, () => 10, () => grey);
  const taker = new FrameTaker(aVideo({}));

  const first = taker.take();
  grey = 90;
  const second = taker.take();

  assert.deepEqual(drawn[1], [420, 0, 1080, 1080, 0, 0, 160, 160]);
  assert.deepEqual([first, second].map((frame) => [frame?.measures.light, frame?.measures.motion]), [[40, null], [90, null]]);
});

test("a frame goes up as a JPEG no larger than was asked for", async (t) => {
  /** @type {number[]} */
  const qualities = [];
  const { drawn } = aCanvas(t, (quality) => qualities.push(quality));
  const frame = new FrameTaker(aVideo({})).take();

  const large = await frame?.jpeg({ side: 1280, quality: 0.6 });
  const small = await frame?.jpeg({ side: 960, quality: 0.4 });

  assert.deepEqual([large?.type, small?.type, qualities], ["image/jpeg", "image/jpeg", [0.6, 0.4]]);
  assert.deepEqual(drawn.at(-1), [0, 0, 1280, 720, 0, 0, 960, 540]);
});

test("a phone without memory for another picture goes without", async (t) => {
  aCanvas(t, () => 10);
  withGlobals(t, { createImageBitmap: () => Promise.reject(new DOMException("no memory", "InvalidStateError")) });

  assert.equal(await new FrameTaker(aVideo({})).take()?.picture(), null);
});

for (const [tap, point] of /** @type {[{x: number, y: number}, {x: number, y: number}][]} */ ([
  [{ x: 180, y: 180 }, { x: 0.5, y: 0.5 }],
  [{ x: 0, y: 0 }, { x: 0.21875, y: 0 }],
  [{ x: 360, y: 360 }, { x: 0.78125, y: 1 }],
])) {
  test(`a tap at ${tap.x}, ${tap.y} of a square viewfinder is a point of the wide picture behind it`, () => {
    assert.deepEqual(pointIn({ width: 1280, height: 720 }, { width: 360, height: 360 }, tap), point);
  });
}

for (const state of [{ videoWidth: 0 }, { readyState: 1 }]) {
  test(`a camera without a picture yet gives no frame: ${JSON.stringify(state)}`, (t) => {
    aCanvas(t, () => 10);

    assert.equal(new FrameTaker(aVideo(state)).take(), null);
  });
}

test("a photograph is made smaller until the server takes it", async (t) => {
  const { boards } = aCanvas(t, (quality) => (quality > 0.8 ? 3_000_000 : 1_900_000));
  let closed = false;
  withGlobals(t, { createImageBitmap: async () => ({ width: 4800, height: 3600, close: () => (closed = true) }) });

  const blob = await smallEnough(new File([new Uint8Array(9_000_000)], "photo.jpg"));

  assert.deepEqual([blob?.size, boards[0]?.width, boards[0]?.height, closed], [1_900_000, 2400, 1800, true]);
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
