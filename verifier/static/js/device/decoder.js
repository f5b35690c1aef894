/** The reader of codes on this phone: a worker beside the page. Where it can't run, the server reads alone. */

import { trustedPath } from "./trusted.js";

/**
 * A code in a picture.
 * @typedef {object} FoundCode
 * @property {string | null} text null for one that was seen and could not be read
 * @property {string} format its kind as zxing names it: "QRCodeModel2", "EAN13"
 * @property {number} side its longer side as a part of the picture's shorter side
 */
/**
 * How a picture is read.
 * @typedef {object} How
 * @property {boolean} smooth its noise smoothed away, which helps in bad light and harms codes far off
 * @property {boolean} kinds other kinds of codes looked for too, which takes longer
 */
/** @typedef {How & {id: number, picture: ImageBitmap}} Question */

/** A worker that is silent for so long will not answer any more, milliseconds. */
const SILENT_MS = 4_000;
/** One that broke is started anew with the next scan: a phone takes workers away in the background. So often at most. */
const MOST_STARTS = 3;

/** Reads pictures, one at a time. */
export class Decoder {
  /** @type {"cold" | "warming" | "ready" | "gone"} */
  state = "cold";
  /** @type {globalThis.Worker | null} */
  #worker = null;
  #starts = 0;
  #asked = 0;
  /** @type {((codes: FoundCode[] | null) => void) | null} */
  #waiting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #limit;

  /** @param {() => void} [changed] told when the reader becomes ready, and when it no longer is */
  constructor(changed = () => {}) {
    this.changed = changed;
  }

  /** Starts the worker where none runs; it needs a moment until it is ready. */
  warm() {
    if (this.state !== "cold") return;
    const fit = typeof globalThis.Worker === "function" && typeof OffscreenCanvas === "function" && typeof WebAssembly === "object";
    if (!fit) return this.#become("gone");
    this.state = "warming";
    this.#starts += 1;
    try {
      this.#worker = new globalThis.Worker(trustedPath("/static/js/device/decode_worker.js"), { type: "module" });
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      return this.#end();
    }
    const worker = this.#worker;
    worker.addEventListener("message", (event) => this.#worker === worker && this.#hear(event.data));
    for (const fault of ["error", "messageerror"]) worker.addEventListener(fault, () => this.#worker === worker && this.#end());
  }

  /**
   * Reads one picture, which is used up.
   * @param {ImageBitmap} picture
   * @param {How} how
   * @returns {Promise<FoundCode[] | null>} null when nobody looked
   */
  decode(picture, how) {
    if (this.state !== "ready" || !this.#worker || this.#waiting) {
      picture.close();
      return Promise.resolve(null);
    }
    this.#asked += 1;
    /** @type {Question} */
    const question = { id: this.#asked, picture, ...how };
    this.#worker.postMessage(question, [picture]);
    this.#limit = setTimeout(() => this.#end(), SILENT_MS);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** @param {{ready?: true, failed?: string, id?: number, codes?: FoundCode[]}} said */
  #hear({ ready, failed, id, codes }) {
    if (failed !== undefined) return this.#end();
    if (ready) this.#become("ready");
    else if (id === this.#asked && codes) this.#answer(codes);
  }

  /** @param {FoundCode[] | null} codes */
  #answer(codes) {
    clearTimeout(this.#limit);
    // One that works is worth starting again as often as the phone takes it away.
    if (codes) this.#starts = 0;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(codes);
  }

  /** @param {"cold" | "ready" | "gone"} state */
  #become(state) {
    this.state = state;
    this.changed();
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#become(this.#starts < MOST_STARTS ? "cold" : "gone");
    this.#answer(null);
  }
}
