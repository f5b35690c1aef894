/** The card judged last may still lie before the camera: it is passed over until it has been away. Pure: time is an argument. */

/** @typedef {"phone" | "server" | null} Reader who read a code; null: not known */

/** One frame without it may be a blur: so many, over so long, show that it is gone. */
const GONE_AFTER_FRAMES = 2;
const GONE_AFTER_MS = 1_500;

/** Remembers one card until it has left the picture. */
export class PassOver {
  #missed = 0;
  #seenAt = -Infinity;

  /**
   * @param {string | null} code of the card judged last
   * @param {Reader} reader who could read it: what the other one does not see says nothing
   */
  constructor(code, reader) {
    this.code = code;
    this.reader = reader;
  }

  /**
   * What was read beside the card that is passed over.
   * @template T
   * @param {readonly T[]} things what one frame held
   * @param {(thing: T) => string | null} codeOf
   * @param {Reader} reader who looked
   * @param {number} now milliseconds
   * @returns {T[]}
   */
  without(things, codeOf, reader, now) {
    if (this.code === null) return [...things];
    const others = things.filter((thing) => codeOf(thing) !== this.code);
    if (others.length < things.length) {
      this.#missed = 0;
      this.#seenAt = now;
    } else if (this.reader === null || this.reader === reader) {
      this.#miss(now);
    }
    return others;
  }

  /** @param {number} now */
  #miss(now) {
    if (this.#seenAt === -Infinity) this.#seenAt = now;
    this.#missed += 1;
    if (this.#missed >= GONE_AFTER_FRAMES && now - this.#seenAt >= GONE_AFTER_MS) this.code = null;
  }
}
