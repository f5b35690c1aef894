/** What a small grey picture shows of how it was taken: light, glare, sharpness, movement. Pure. */

/**
 * A small grey picture, row by row; 0 is black, 255 white.
 * @typedef {{grey: Uint8Array, width: number, height: number}} Small
 */
/**
 * @typedef {object} Measures
 * @property {number} light mean grey, 0 to 255
 * @property {number} glare share of the picture that is burnt out, 0 to 1
 * @property {number} sharpness mean squared step between neighbours: comparable between pictures of one scene only
 * @property {number | null} motion mean change of a pixel since the picture before, 0 to 255; null for the first one
 */

/** A pixel as bright as this shows nothing of what it lies on. */
const BURNT = 250;
/** A square of so many pixels is burnt out when nearly all of it is: single bright pixels are print, not glare. */
const SQUARE = 8;
const NEARLY_ALL = 0.9;

/**
 * The grey picture in pixels of four bytes, as a canvas gives them.
 * @param {{data: Uint8ClampedArray, width: number, height: number}} pixels
 * @returns {Small}
 */
export function greyOf({ data, width, height }) {
  const grey = new Uint8Array(width * height);
  // Rec. 601 in whole numbers.
  for (let place = 0, byte = 0; place < grey.length; place += 1, byte += 4) {
    grey[place] = (77 * Number(data[byte]) + 150 * Number(data[byte + 1]) + 29 * Number(data[byte + 2])) >> 8;
  }
  return { grey, width, height };
}

/**
 * @param {Small} small
 * @param {Small | null} before the picture before it, when that has the same size
 * @returns {Measures}
 */
export function measure(small, before) {
  const same = before?.width === small.width && before.height === small.height ? before : null;
  return { light: mean(small.grey), glare: glareOf(small), sharpness: sharpnessOf(small), motion: same && motionOf(small, same) };
}

/** @param {Uint8Array} grey @returns {number} */
function mean(grey) {
  let sum = 0;
  for (const value of grey) sum += value;
  return grey.length > 0 ? sum / grey.length : 0;
}

/** @param {Small} small @returns {number} */
function sharpnessOf({ grey, width, height }) {
  let sum = 0;
  for (let y = 0; y + 1 < height; y += 1) {
    for (let x = 0, at = y * width; x + 1 < width; x += 1, at += 1) {
      const here = Number(grey[at]);
      const right = Number(grey[at + 1]) - here;
      const below = Number(grey[at + width]) - here;
      sum += right * right + below * below;
    }
  }
  return sum / Math.max(1, (width - 1) * (height - 1));
}

/** How much changed beside the light itself, which lamps and the camera change too. @param {Small} now @param {Small} before */
function motionOf(now, before) {
  const lighter = mean(now.grey) - mean(before.grey);
  let sum = 0;
  for (let at = 0; at < now.grey.length; at += 1) sum += Math.abs(Number(now.grey[at]) - Number(before.grey[at]) - lighter);
  return sum / Math.max(1, now.grey.length);
}

/** @param {Small} small @returns {number} */
function glareOf({ grey, width, height }) {
  let burnt = 0;
  let squares = 0;
  for (let y = 0; y + SQUARE <= height; y += SQUARE) {
    for (let x = 0; x + SQUARE <= width; x += SQUARE) {
      squares += 1;
      if (isBurnt(grey, y * width + x, width)) burnt += 1;
    }
  }
  return squares > 0 ? burnt / squares : 0;
}

/** @param {Uint8Array} grey @param {number} corner @param {number} width @returns {boolean} */
function isBurnt(grey, corner, width) {
  let bright = 0;
  for (let y = 0; y < SQUARE; y += 1) {
    for (let x = 0; x < SQUARE; x += 1) if (Number(grey[corner + y * width + x]) >= BURNT) bright += 1;
  }
  return bright >= NEARLY_ALL * SQUARE * SQUARE;
}
