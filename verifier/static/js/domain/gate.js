/** Which frames are worth the way to the server: sharp ones beside those just before. Pure: time is an argument. */

/** How long the sharpest frame stays the one to compare with, milliseconds. */
const MEMORY_MS = 1_000;
/** A frame this sharp beside the sharpest is sent. */
const ENOUGH = 0.7;
/** So many frames are held back at most: a scene that gets darker must not starve. */
const HELD_AT_MOST = 6;

/** Lets sharp frames through. */
export class SharpnessGate {
  /** @type {{at: number, sharpness: number}[]} the frames of the last second */
  #seen = [];
  #held = 0;

  /**
   * Takes note of a frame, sent or not.
   * @param {number} sharpness
   * @param {number} now milliseconds
   */
  note(sharpness, now) {
    this.#seen = this.#seen.filter(({ at }) => now - at <= MEMORY_MS);
    this.#seen.push({ at: now, sharpness });
  }

  /**
   * Whether a frame that could be sent now is sharp enough for it.
   * @param {number} sharpness
   * @returns {boolean}
   */
  passes(sharpness) {
    const best = Math.max(0, ...this.#seen.map((each) => each.sharpness));
    if (sharpness < ENOUGH * best && this.#held < HELD_AT_MOST) {
      this.#held += 1;
      return false;
    }
    this.#held = 0;
    return true;
  }
}
