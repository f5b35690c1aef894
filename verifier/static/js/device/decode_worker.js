/**
 * A worker of its own that reads codes out of pictures, so that the page never stutters. Nothing it reads is opened.
 * Asked: {id, picture, smooth, kinds}. Answers: {id, codes}, or {failed} when it can't work at all; {ready} once, when warm.
 */

import { prepareZXingModule, readBarcodes } from "/static/vendor/zxing/reader/index.js";

/** @import { FoundCode, Question } from "./decoder.js" */
/** @import { ReaderOptions, ReadResult } from "/static/vendor/zxing/reader/index.js" */

/**
 * @typedef {object} WorkerScope
 * @property {(type: string, listener: (event: MessageEvent<Question>) => void) => void} addEventListener
 * @property {(answer: unknown) => void} postMessage
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));

/** Cards are printed dark on light; positions of codes that were seen and not read tell how far off they are. @type {ReaderOptions} */
const CARDS = {
  formats: ["QRCodeModel1", "QRCodeModel2"], tryInvert: false, returnErrors: true, maxNumberOfSymbols: 6, textMode: "Plain",
};
/** Everything else, looked for now and then: only its kind is told. @type {ReaderOptions} */
const ANY_KIND = { formats: [], tryInvert: false, tryHarder: false, maxNumberOfSymbols: 6, textMode: "Plain" };

prepareZXingModule({ overrides: { locateFile: () => "/static/vendor/zxing/zxing_reader.wasm" } });

/** @type {OffscreenCanvas | null} */
let canvas = null;

/** @param {ImageBitmap} picture @param {boolean} smooth @returns {ImageData} */
function pixelsOf(picture, smooth) {
  const { width, height } = picture;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (!context) throw new DOMException("no canvas to draw on", "InvalidStateError");
  // Half a pixel aside, each pixel becomes the mean of four: the browser's own drawing smooths at no cost.
  const aside = smooth ? 0.5 : 0;
  context.drawImage(picture, aside, aside);
  picture.close();
  return context.getImageData(0, 0, width, height);
}

/** @param {ReadResult} code @param {ImageData} pixels @returns {FoundCode} */
function told({ text, format, isValid, position }, { width, height }) {
  const { topLeft, topRight, bottomLeft } = position;
  const across = Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y);
  const down = Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y);
  return { text: isValid ? text : null, format, side: Math.max(across, down) / Math.min(width, height) };
}

/** @param {Question} question */
async function answer({ id, picture, smooth, kinds }) {
  const pixels = pixelsOf(picture, smooth);
  // Both work against noise: together they read hardly more than each alone.
  const cards = await readBarcodes(pixels, { ...CARDS, tryDenoise: !smooth });
  const others = kinds && !cards.some((code) => code.isValid) ? await readBarcodes(pixels, ANY_KIND) : [];
  scope.postMessage({ id, codes: [...cards, ...others].map((code) => told(code, pixels)) });
}

/** @param {() => Promise<void>} work */
function orTellFailure(work) {
  // Whatever went wrong in here, the page goes on with the server alone: it must hear of it.
  work().catch((error) => {
    scope.postMessage({ failed: String(error) });
  });
}

scope.addEventListener("message", ({ data }) => orTellFailure(() => answer(data)));
orTellFailure(async () => {
  // As large as a frame: what is compiled while reading is compiled now.
  await readBarcodes(new ImageData(1280, 720), CARDS);
  scope.postMessage({ ready: true });
});
