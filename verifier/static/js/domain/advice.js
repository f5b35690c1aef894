/** What the inspector could do so that the code is read: one hint at a time, and none that flickers. Pure. */

/** @import { Measures } from "./small_picture.js" */

/** @typedef {"dark" | "dark-torch" | "glare" | "closer" | "still"} Hint */

/** Darker than this, no code stands out from its card. */
const DARK = 45;
/** More burnt out than this hides part of a code. */
const GLARE = 0.008;
/** A code whose side is less than this part of the picture's shorter side has modules of hardly a pixel. */
const SMALL_CODE = 0.28;
/** A card is full of print: where less of the picture is, and not none at all, it lies too far off. */
const SOME_PRINT = 0.005;
const LITTLE_PRINT = 0.07;
/** From one look to the next, about a tenth of a second, a resting hand moves the picture by less of its width. */
const MOVING = 0.03;

/** A hint must be wished for so long before it is shown, and then stays at least so long; milliseconds. */
const HOLDS_MS = 700;
const STAYS_MS = 1_500;

/**
 * What would help most with this picture.
 * @param {Measures} measures
 * @param {{torch: "none" | "off" | "on", code: number | null}} scene
 *   code: the side of a code that was seen and not read, as a part of the picture's shorter side
 * @returns {Hint | null}
 */
export function hintFor({ light, glare, detail, motion }, { torch, code }) {
  if (light < DARK) return torch === "off" ? "dark-torch" : "dark";
  if (glare > GLARE) return "glare";
  if (motion !== null && motion > MOVING) return "still";
  const far = code === null ? detail > SOME_PRINT && detail < LITTLE_PRINT : code < SMALL_CODE;
  return far ? "closer" : null;
}

/** Calms hints down: one that comes and goes is never shown, one that is shown can be read. */
export class Advice {
  /** @type {Hint | null} */
  shown = null;
  #shownAt = 0;
  /** @type {Hint | null} */
  #wish = null;
  #wishedAt = 0;

  /**
   * @param {Hint | null} wish what would help now
   * @param {number} now milliseconds
   * @returns {Hint | null} what is shown
   */
  hear(wish, now) {
    if (wish !== this.#wish) {
      this.#wish = wish;
      this.#wishedAt = now;
    }
    const steady = now - this.#wishedAt >= HOLDS_MS;
    const readable = this.shown === null || now - this.#shownAt >= STAYS_MS;
    if (wish !== this.shown && steady && readable) {
      this.shown = wish;
      this.#shownAt = now;
    }
    return this.shown;
  }

  /** Forgets everything: another scan begins. */
  reset() {
    this.shown = this.#wish = null;
    this.#shownAt = this.#wishedAt = 0;
  }
}
