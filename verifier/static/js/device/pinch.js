/** Two fingers on the picture: how far they move apart is how far it zooms. */

/** Watches one element for a pinch. */
export class Pinch {
  /** @type {Map<number, {x: number, y: number}>} fingers on the element, by their id */
  #fingers = new Map();
  #apart = 0;
  #from = 1;

  /**
   * @param {EventTarget} element
   * @param {{start: () => number, zoom: (value: number) => void}} parts start: the zoom when the second finger comes down
   */
  constructor(element, { start, zoom }) {
    this.start = start;
    this.zoom = zoom;
    element.addEventListener("pointerdown", (event) => this.#down(/** @type {PointerEvent} */ (event)));
    element.addEventListener("pointermove", (event) => this.#move(/** @type {PointerEvent} */ (event)));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      element.addEventListener(end, (event) => this.#fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
  }

  /** @param {PointerEvent} event */
  #down({ pointerId, clientX: x, clientY: y }) {
    this.#fingers.set(pointerId, { x, y });
    this.#apart = this.#distance();
    this.#from = this.start();
  }

  /** @param {PointerEvent} event */
  #move({ pointerId, clientX: x, clientY: y }) {
    if (!this.#fingers.has(pointerId)) return;
    this.#fingers.set(pointerId, { x, y });
    if (this.#fingers.size === 2 && this.#apart > 0) this.zoom((this.#from * this.#distance()) / this.#apart);
  }

  /** @returns {number} pixels between two fingers; 0 when there are not two */
  #distance() {
    const [one, two] = [...this.#fingers.values()];
    return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
  }
}
