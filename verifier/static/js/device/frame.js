/** Pictures small enough to send: frames of the running camera, and photographs from the phone's album. */

/** Longest side of a frame in pixels: what the camera is asked for, and enough for the densest code. */
const FRAME_SIDE = 1280;
/** Longest side of an uploaded photograph in pixels. */
const PHOTO_SIDE = 2400;
/** The server takes at most 2 MB. */
const LARGEST = 2_000_000;
const FRAME_QUALITY = 0.8;
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
 */
function draw(canvas, source, area, side, grey) {
  const scale = Math.min(1, side / Math.max(area.width, area.height));
  canvas.width = Math.round(area.width * scale);
  canvas.height = Math.round(area.height * scale);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  if (grey && "filter" in context) context.filter = "grayscale(1)";
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, canvas.width, canvas.height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality 0 to 1
 * @returns {Promise<Blob | null>}
 */
function encoded(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

/** Takes frames from a video. */
export class FrameTaker {
  #canvas = document.createElement("canvas");
  #count = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  /**
   * The next frame as a JPEG: in turn the whole picture, and the part the viewfinder shows at full sharpness.
   * @returns {Promise<Blob | null>} null while the camera has no picture yet
   */
  async take() {
    const { videoWidth: width, videoHeight: height, clientWidth, clientHeight } = this.video;
    if (!width || !height || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const whole = this.#count++ % 2 === 0;
    const area = whole ? { x: 0, y: 0, width, height } : visibleArea({ width, height }, { width: clientWidth, height: clientHeight });
    draw(this.#canvas, this.video, area, FRAME_SIDE, true);
    return encoded(this.#canvas, FRAME_QUALITY);
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
