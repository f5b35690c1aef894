/** Ages on the page that grow while it stands: "2 s ago", said anew every few seconds. */

/** @import { Say } from "../domain/words.js" */

import { ageOf, elapsed } from "../domain/age.js";

const EVERY_MS = 5_000;

/**
 * Marks an element as the age of a moment.
 * @param {HTMLElement} element
 * @param {string | null} at ISO 8601
 * @param {"server" | "phone"} clock whose clock the moment was read from
 */
export function setAge(element, at, clock) {
  element.hidden = at === null;
  element.dataset.ageAt = at ?? "";
  element.dataset.ageClock = clock;
}

/** Says ages, and keeps saying them. */
export class Ages {
  /** Server time minus phone time, milliseconds. */
  offset = 0;

  /** @param {() => Say} say */
  constructor(say) {
    this.say = say;
    setInterval(() => this.sayAll(document), EVERY_MS);
  }

  /** @returns {number} the server's time as far as it is known, milliseconds since 1970 */
  get now() {
    return Date.now() + this.offset;
  }

  /** @param {ParentNode} root */
  sayAll(root) {
    for (const element of root.querySelectorAll("[data-age-at]")) {
      if (!(element instanceof HTMLElement)) continue;
      const now = Date.now() + (element.dataset.ageClock === "server" ? this.offset : 0);
      const age = elapsed(element.dataset.ageAt, now);
      if (age === null) continue;
      const { key, n } = ageOf(age);
      const sentence = this.say()(key, { n });
      if (element.textContent !== sentence) element.textContent = sentence;
    }
  }
}
