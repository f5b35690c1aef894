/** What a small grey picture shows of how it was taken: light, glare, sharpness, movement. Pure. */

/**
 * A small grey picture, row by row; 0 is black, 255 white.
 * @typedef {{grey: Uint8Array, width: number, height: number}} Small
 */
/**
 * @typedef {object} Measures
 * @property {number} light mean grey, 0 to 255
 * @property {number} glare share of the picture that is burnt out by a lamp or the sun, 0 to 1
 * @property {number} sharpness mean squared step between neighbours: comparable between pictures of one scene only
 * @property {number} detail share of the picture that is full of contrast, as print is, 0 to 1
 * @property {number | null} motion how far the scene moved since the picture before, as a part of the picture's width; null where nothing tells
 */

/** As bright as this, nothing shows of what lies beneath. */
const BURNT = 254;
/** Paper in a well-lit picture is so bright, and so bright when it is nearly burnt out itself. */
const BRIGHT = 170;
const WHITE = 235;
/** Squares of so many pixels are looked at as a whole: single bright pixels are print, not glare. */
const SQUARE = 4;
/** Black on white within one square, also where the light is poor. */
const CONTRAST = 60;
/** Less of a step between neighbouring squares than this is noise, and shows no motion. */
const LEAST_STEP = 2;

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
  const { grey } = small;
  return { light: mean(grey), glare: glareOf(small), sharpness: sharpnessOf(small), detail: detailOf(small), motion: same && motionOf(small, same) };
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

/**
 * The change of grey over its slope is the way that the scene went; in squares, so that fine print does not hide it.
 * @param {Small} now
 * @param {Small} before
 * @returns {number | null}
 */
function motionOf(now, before) {
  const here = squaresOf(now);
  const there = squaresOf(before);
  const slope = Math.sqrt(sharpnessOf(here) / 2);
  if (slope < LEAST_STEP) return null;
  // Lamps and the camera change the light itself, too.
  const lighter = mean(here.grey) - mean(there.grey);
  let changed = 0;
  for (let at = 0; at < here.grey.length; at += 1) changed += Math.abs(Number(here.grey[at]) - Number(there.grey[at]) - lighter);
  return changed / here.grey.length / slope / here.width;
}

/** The picture in squares, each the mean of its pixels. @param {Small} small @returns {Small} */
function squaresOf({ grey, width, height }) {
  const [across, down] = [Math.floor(width / SQUARE), Math.floor(height / SQUARE)];
  const sums = new Uint32Array(across * down);
  for (let y = 0; y < down * SQUARE; y += 1) {
    const row = Math.floor(y / SQUARE) * across;
    for (let x = 0; x < across * SQUARE; x += 1) {
      const square = row + Math.floor(x / SQUARE);
      sums[square] = Number(sums[square]) + Number(grey[y * width + x]);
    }
  }
  return { grey: Uint8Array.from(sums, (sum) => sum / SQUARE ** 2), width: across, height: down };
}

/**
 * Burnt-out squares in a picture whose other bright squares are not: a white thing in strong light hides nothing.
 * @param {Small} small
 * @returns {number}
 */
function glareOf(small) {
  const { grey } = squaresOf(small);
  const as = (/** @type {number} */ least) => grey.reduce((count, value) => count + (value >= least ? 1 : 0), 0);
  const burnt = as(BURNT);
  const isSpot = burnt * 3 <= as(BRIGHT) && burnt * 3 >= as(WHITE);
  return isSpot ? burnt / Math.max(1, grey.length) : 0;
}

/** @param {Small} small @returns {number} */
function detailOf({ grey, width, height }) {
  let full = 0;
  let squares = 0;
  for (let y = 0; y + SQUARE <= height; y += SQUARE) {
    for (let x = 0; x + SQUARE <= width; x += SQUARE) {
      squares += 1;
      if (contrastOf(grey, y * width + x, width) >= CONTRAST) full += 1;
    }
  }
  return full / Math.max(1, squares);
}

/** @param {Uint8Array} grey @param {number} corner of a square @param {number} width @returns {number} */
function contrastOf(grey, corner, width) {
  let least = 255;
  let most = 0;
  for (let y = 0; y < SQUARE; y += 1) {
    for (let at = corner + y * width; at < corner + y * width + SQUARE; at += 1) {
      least = Math.min(least, Number(grey[at]));
      most = Math.max(most, Number(grey[at]));
    }
  }
  return most - least;
}
