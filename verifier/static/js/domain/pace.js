/** How often frames go up, and how large: less of both where the way is slow or the user pays for it. Pure. */

/** @typedef {{side: number, quality: number}} FrameSize longest side in pixels, quality from 0 to 1 */
/** What the browser says of the network, where it says anything. @typedef {{saveData?: boolean, effectiveType?: string}} Network */

/**
 * From the best to the smallest that still holds a card's code. More than the first is read worse: a coarse JPEG
 * smooths the noise. At half the side dense codes are lost.
 * @type {readonly [FrameSize, ...FrameSize[]]}
 */
const SIZES = [{ side: 1280, quality: 0.6 }, { side: 1280, quality: 0.5 }, { side: 960, quality: 0.6 }, { side: 960, quality: 0.4 }];
const SLOW_NETWORKS = new Set(["slow-2g", "2g", "3g"]);
const SHORTEST_PAUSE_MS = 120;
const LONGEST_PAUSE_MS = 5_000;
/** An upload longer than this makes the next frame smaller, one shorter than that larger again; milliseconds. */
const LONG_MS = 2_000;
const SHORT_MS = 600;

/** The pace of one scan. */
export class Pace {
  #step;
  #thrifty;

  /** @param {Network} [network] */
  constructor({ saveData = false, effectiveType = "4g" } = {}) {
    this.#thrifty = saveData;
    this.#step = saveData || SLOW_NETWORKS.has(effectiveType) ? 1 : 0;
  }

  /** @returns {FrameSize} of the next frame */
  get size() {
    return SIZES[this.#step] ?? SIZES[0];
  }

  /**
   * Takes note of an upload that was answered.
   * @param {number} took milliseconds
   * @returns {number} milliseconds to wait before the next one: a quarter of the way there and back, all of it where data is dear
   */
  answered(took) {
    if (took > LONG_MS) this.#step = Math.min(this.#step + 1, SIZES.length - 1);
    if (took < SHORT_MS && !this.#thrifty) this.#step = Math.max(this.#step - 1, 0);
    return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, this.#thrifty ? took : took / 4));
  }

  /** Takes note of an upload that never arrived: the next one is smaller. */
  lost() {
    this.#step = Math.min(this.#step + 1, SIZES.length - 1);
  }
}
