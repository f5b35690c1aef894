/** Pictures to read and to send: frames of the running camera, and photographs from the phone's album. */

/** @import { FrameSize } from "../domain/pace.js" */
/** @import { Measures, Small } from "../domain/small_picture.js" */

import { greyOf, measure } from "../domain/small_picture.js";

/** Longest side of a frame in pixels: what the camera is asked for, and enough for the densest code. */
const FRAME_SIDE = 1280;
/** Longest side of the picture that is only measured, in pixels. */
const SMALL_SIDE = 160;
/** Longest side of an uploaded photograph in pixels. */
const PHOTO_SIDE = 2400;
/** The server takes at most 2 MB. */
const LARGEST = 2_000_000;
const PHOTO_QUALITIES = [0.9, 0.75, 0.5];

/** @typedef {{x: number, y: number, width: number, height: number}} Area pixels of the source */

/**
 * The part of a picture that a box of another shape shows when the picture covers it (CSS object-fit: cover).
 * @param {{width: number, height: number}} picture
 * @param {{width: number, height: number}} box
 * @returns {Area}
 */
export function visibleArea(picture, box) {
  if (box.width <= 0 || box.height <= 0) return { x: 0, y: 0, ...picture };
  const scale = Math.max(box.width / picture.width, box.height / picture.height);
  const width = Math.min(picture.width, Math.round(box.width / scale));
  const height = Math.min(picture.height, Math.round(box.height / scale));
  return { x: Math.floor((picture.width - width) / 2), y: Math.floor((picture.height - height) / 2), width, height };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} source
 * @param {Area} area
 * @param {number} side longest side of the result, pixels
 * @param {boolean} grey colour says nothing to a code reader and costs bytes
 * @param {boolean} [looked] whether its pixels are looked at here
 * @returns {CanvasRenderingContext2D | null} null where the browser has no memory left to draw in
 */
function draw(canvas, source, area, side, grey, looked = false) {
  const scale = Math.min(1, side / Math.max(area.width, area.height));
  canvas.width = Math.round(area.width * scale);
  canvas.height = Math.round(area.height * scale);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: looked });
  if (!context) return null;
  if (grey && "filter" in context) context.filter = "grayscale(1)";
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, canvas.width, canvas.height);
  return context;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality 0 to 1
 * @returns {Promise<Blob | null>}
 */
function encoded(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

/**
 * Where a tap on the box lies in a picture that covers it: 0 to 1 from the left and from the top.
 * @param {{width: number, height: number}} picture
 * @param {{width: number, height: number}} box
 * @param {{x: number, y: number}} tap pixels of the box
 * @returns {{x: number, y: number}}
 */
export function pointIn(picture, box, tap) {
  const area = visibleArea(picture, box);
  const place = (/** @type {number} */ start, /** @type {number} */ part, /** @type {number} */ whole) =>
    Math.min(1, Math.max(0, whole > 0 ? (start + part) / whole : 0.5));
  return {
    x: place(area.x, (tap.x / (box.width || 1)) * area.width, picture.width),
    y: place(area.y, (tap.y / (box.height || 1)) * area.height, picture.height),
  };
}

/**
 * One frame of the camera, good until the next one is taken.
 * @typedef {object} Frame
 * @property {boolean} whole the whole picture, or what the viewfinder shows at full sharpness
 * @property {Measures} measures of what the viewfinder shows
 * @property {() => Promise<ImageBitmap | null>} picture for the reader on this phone
 * @property {(size: FrameSize) => Promise<Blob | null>} jpeg for the server
 */

/** Takes frames from a video. */
export class FrameTaker {
  #canvas = document.createElement("canvas");
  #sent = document.createElement("canvas");
  #small = document.createElement("canvas");
  /** @type {Small | null} */
  #before = null;
  #count = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  /** @returns {Frame | null} null while the camera has no picture yet */
  take() {
    const { videoWidth: width, videoHeight: height, clientWidth, clientHeight } = this.video;
    if (!width || !height || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const seen = visibleArea({ width, height }, { width: clientWidth, height: clientHeight });
    const whole = this.#count++ % 2 === 0;
    const canvas = this.#canvas;
    draw(canvas, this.video, whole ? { x: 0, y: 0, width, height } : seen, FRAME_SIDE, false);
    return { whole, measures: this.#measured(seen), picture: () => bitmapOf(canvas), jpeg: (size) => this.#jpeg(size) };
  }

  /** @param {Area} area @returns {Measures} */
  #measured(area) {
    const pixels = draw(this.#small, this.video, area, SMALL_SIDE, false, true)?.getImageData(0, 0, this.#small.width, this.#small.height);
    const small = greyOf(pixels ?? { data: new Uint8ClampedArray(), width: 0, height: 0 });
    const measures = measure(small, this.#before);
    this.#before = small;
    return measures;
  }

  /** @param {FrameSize} size @returns {Promise<Blob | null>} */
  #jpeg({ side, quality }) {
    const { width, height } = this.#canvas;
    draw(this.#sent, this.#canvas, { x: 0, y: 0, width, height }, side, true);
    return encoded(this.#sent, quality);
  }
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<ImageBitmap | null>} null where the browser has no memory left for one */
async function bitmapOf(canvas) {
  try {
    return await createImageBitmap(canvas);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/**
 * A photograph made small enough to send; one the browser can't open is sent as it is when small enough.
 * @param {File} file
 * @returns {Promise<Blob | null>} null when it is too large and can't be made smaller
 */
export async function smallEnough(file) {
  const bitmap = await opened(file);
  if (!bitmap) return file.size <= LARGEST ? file : null;
  const canvas = document.createElement("canvas");
  draw(canvas, bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }, PHOTO_SIDE, false);
  bitmap.close();
  for (const quality of PHOTO_QUALITIES) {
    const blob = await encoded(canvas, quality);
    if (blob && blob.size <= LARGEST) return blob;
  }
  return null;
}

/** @param {File} file @returns {Promise<ImageBitmap | null>} */
async function opened(file) {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
