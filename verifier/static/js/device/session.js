/** Who uses this phone. Without coverage the last person signed in is remembered, so that work can go on. */

/** @import { Api, Person } from "./api.js" */
/** @import { Store } from "./store.js" */

import { isRecord } from "../domain/check.js";

const KEY = "person";

/**
 * "in": the server knows the person. "remembered": no answer yet, or none to be had. "expired": signed in before, not now.
 * "out": nobody. "unknown": not looked yet.
 * @typedef {"unknown" | "in" | "remembered" | "expired" | "out"} SessionState
 */

/** @typedef {{person: Person, rights: string[], mail?: Record<string, string>, practice?: boolean}} Known mail: of the authorities, where it is set */

/** The person who uses the app, as far as the app knows. */
export class Session {
  /** @type {SessionState} */
  state = "unknown";
  /** @type {Known | null} */
  known = null;
  #signOuts = 0;
  /** @type {Promise<void> | null} the question on its way */
  #asking = null;
  /** @type {(() => void)[]} */
  #listeners = [];

  /**
   * @param {{api: Pick<Api, "me" | "signOut">, store: Pick<Store, "remember" | "recall" | "forget">, tabs?: BroadcastChannel | null}} parts
   *   tabs: where this app's tabs tell each other that somebody signed in or out
   */
  constructor({ api, store, tabs = null }) {
    this.api = api;
    this.store = store;
    this.tabs = tabs;
    // Another tab signs in or out for this one too: there is one session for both.
    tabs?.addEventListener("message", () => void this.refresh());
  }

  /** @param {() => void} listener told whenever person or state changes */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** @returns {string | null} id of the person whose reports this phone writes */
  get author() {
    return this.known?.person.id ?? null;
  }

  /** @param {string} right @returns {boolean} */
  may(right) {
    return this.known?.rights.includes(right) ?? false;
  }

  /** Recalls the last person, so that the app knows whose reports it shows before any answer is there. */
  async recall() {
    const kept = await quietly(() => this.store.recall(KEY));
    if (isKnown(kept)) this.#become("remembered", kept);
  }

  /** Asks the server who is signed in; whoever asks meanwhile gets the same answer. @returns {Promise<void>} */
  refresh() {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /**
   * Takes note of whom the server took us for; somebody else than we thought is looked at more closely.
   * @param {string | null} person
   */
  met(person) {
    if (this.state === "unknown" || this.#asking) return;
    if (person !== (this.state === "in" ? this.author : null)) void this.refresh();
  }

  async #ask() {
    const signedOut = this.#signOuts;
    const me = await this.api.me();
    // An answer from before a sign-out must not bring the person back.
    if (signedOut !== this.#signOuts) return;
    if (me.kind === "answer") {
      const known = { person: me.body.person, rights: me.body.rights, ...(me.body.mail ? { mail: me.body.mail } : {}), ...(me.body.practice ? { practice: true } : {}) };
      await quietly(() => this.store.remember(KEY, known));
      this.#become("in", known);
    } else if (me.kind === "problem" && me.status === 401) {
      this.#become(this.known ? "expired" : "out", this.known);
    } else {
      this.#become(this.known ? "remembered" : "unknown", this.known);
    }
  }

  /** @returns {Promise<boolean>} false when the server could not be told; then nothing is forgotten */
  async signOut() {
    if (!(await this.api.signOut())) return false;
    this.#signOuts += 1;
    await quietly(() => this.store.forget(KEY));
    this.#become("out", null);
    return true;
  }

  /**
   * @param {SessionState} state
   * @param {Known | null} known
   */
  #become(state, known) {
    const same = state === this.state && known?.person.id === this.known?.person.id && String(known?.rights) === String(this.known?.rights);
    this.state = state;
    this.known = known;
    if (same) return;
    if (state === "in" || state === "out") this.tabs?.postMessage("changed");
    for (const listener of this.#listeners) listener();
  }
}

/** @param {unknown} value @returns {value is Known} */
function isKnown(value) {
  return isRecord(value) && isRecord(value.person) && typeof value.person.id === "string" && Array.isArray(value.rights);
}

/**
 * A phone that keeps nothing can still check cards: its storage error is shown by the self-test, not here.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
async function quietly(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
