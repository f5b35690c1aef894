/** The ages of registers and keys: asked of the server now and then, and kept for when it can't be asked. */

/** @import { Sources } from "../domain/sources.js" */
/** @import { Api } from "./api.js" */

import { isSources } from "../domain/sources.js";

const KEY = "sources";
/** Who comes back to the screen sooner than this is not worth another question, milliseconds. */
const ENOUGH_MS = 60_000;

/** What is known of the sources. */
export class KnownSources {
  /** @type {Sources | null} */
  said = null;
  /** Whether the last question got no answer. */
  unanswered = false;
  #askedAt = -Infinity;
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {{api: Pick<Api, "call">, kept: Storage | null}} parts */
  constructor({ api, kept }) {
    this.api = api;
    this.kept = kept;
    this.said = remembered(kept?.getItem(KEY) ?? null);
  }

  /** @param {() => void} listener told after each question */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Asks, unless that was done just now. @param {{again?: boolean}} [how] again: in any case */
  async refresh({ again = false } = {}) {
    if (!again && Date.now() - this.#askedAt < ENOUGH_MS) return;
    this.#askedAt = Date.now();
    const answered = await this.api.call("/api/v1/sources");
    const good = answered.kind === "answer" && isSources(answered.body);
    this.unanswered = !good;
    if (good) this.#take(/** @type {Sources} */ (answered.body));
    else this.#askedAt = -Infinity;
    for (const listener of this.#listeners) listener();
  }

  /** @param {Sources} said */
  #take(said) {
    this.said = said;
    try {
      this.kept?.setItem(KEY, JSON.stringify(said));
    } catch (error) {
      // A full memory: what was said is shown, and not kept.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

/** @param {string | null} text @returns {Sources | null} */
function remembered(text) {
  try {
    const said = text === null ? null : JSON.parse(text);
    return isSources(said) ? said : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
