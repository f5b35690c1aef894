/** Whether our server can be reached. The browser's own word is only a hint: the truth is an answer with our content. */

import { backoff } from "../domain/backoff.js";

const FIRST_RETRY_MS = 3_000;
const SLOWEST_RETRY_MS = 30_000;

/** Watches the way to the server and tells when it opens or closes. */
export class Connection {
  /** @type {boolean | null} null until something was heard */
  online = null;
  #failures = 0;
  #looking = false;
  /** @type {((online: boolean) => void)[]} */
  #listeners = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{probe: () => Promise<boolean>, random: () => number}} parts */
  constructor({ probe, random }) {
    this.probe = probe;
    this.random = random;
  }

  /** @param {(online: boolean) => void} listener told at each change */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /**
   * Takes note of a call that reached the server, or did not.
   * @param {boolean} reached
   */
  heard(reached) {
    this.#failures = reached ? 0 : this.#failures + 1;
    clearTimeout(this.#timer);
    if (!reached) this.#probeLater();
    if (reached === this.online) return;
    this.online = reached;
    for (const listener of this.#listeners) listener(reached);
  }

  /** Asks the server now; several hints at once make one question. */
  async look() {
    if (this.#looking) return;
    this.#looking = true;
    try {
      this.heard(await this.probe());
    } finally {
      this.#looking = false;
    }
  }

  #probeLater() {
    if (document.hidden) return;
    const wait = backoff(this.#failures, this.random, { base: FIRST_RETRY_MS, cap: SLOWEST_RETRY_MS });
    this.#timer = setTimeout(() => void this.look(), wait);
  }

  /** Looks at start, and whenever the browser or the user hints that something changed. */
  watch() {
    window.addEventListener("online", () => void this.look());
    window.addEventListener("offline", () => this.heard(false));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.look();
    });
    // The browser's "offline" may be wrong too: it is taken at once, and looked into at once.
    if (!navigator.onLine) this.heard(false);
    if (!document.hidden) void this.look();
  }
}
