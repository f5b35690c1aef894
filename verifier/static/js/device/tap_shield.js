/** The second tap of a double tap: after a view change it lands on what moved under the finger, and is let go. */

/** As long after a view change as the other tap of a double tap may come, milliseconds. */
export const SHIELD_MS = 400;
/** As far apart as two taps of one finger may land, CSS pixels. */
export const SAME_SPOT_PX = 32;

/** Lets go taps that were meant for the view before: at the spot of the tap before, right after the view changed. */
export class TapShield {
  /** @type {{x: number, y: number} | null} where the last tap that counted landed */
  #last = null;
  /** When the view changed since that tap, on the clock; null where it did not. @type {number | null} */
  #changed = null;

  /**
   * @param {EventTarget} page
   * @param {() => number} now milliseconds, on a clock that never goes back
   */
  constructor(page, now) {
    this.now = now;
    page.addEventListener("click", (event) => this.#tapped(event), { capture: true });
  }

  /** The view changes now. */
  changed() {
    this.#changed = this.now();
  }

  /** What is on the page now was asked for: every tap counts. */
  lift() {
    this.#changed = null;
  }

  /** @param {Event & {clientX?: number, clientY?: number, detail?: number}} event */
  #tapped(event) {
    // A key press is no tap, and moves with the focus.
    if (!event.detail) return;
    const spot = { x: event.clientX ?? 0, y: event.clientY ?? 0 };
    if (this.#isMeantForTheViewBefore(spot)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.#last = spot;
    this.#changed = null;
  }

  /** @param {{x: number, y: number}} spot */
  #isMeantForTheViewBefore({ x, y }) {
    if (!this.#last || this.#changed === null || this.now() - this.#changed >= SHIELD_MS) return false;
    return Math.hypot(x - this.#last.x, y - this.#last.y) <= SAME_SPOT_PX;
  }
}
