/** A phone whose app can be killed at any moment, while what it wrote to its memory stays. */

/** @import { RoundEnd } from "../../../verifier/static/js/device/upload.js" */

import { Api } from "../../../verifier/static/js/device/api.js";
import { Store } from "../../../verifier/static/js/device/store.js";
import { Sender } from "../../../verifier/static/js/device/upload.js";

/** One run of the app, from its start until it is killed. */
export class Life {
  dead = false;
  /** @type {(value: undefined) => void} */
  #end = () => {};
  /** @type {Promise<undefined>} */
  ended = new Promise((resolve) => {
    this.#end = resolve;
  });
  #steps = 0;

  /** @param {number} [lastStep] the app dies at this step of its own accord */
  constructor(lastStep = Number.POSITIVE_INFINITY) {
    this.lastStep = lastStep;
  }

  /** Ends the app between two of its instructions: nothing of it runs any more, and its locks are free. */
  kill() {
    this.dead = true;
    this.#end(undefined);
  }

  /**
   * The same object, as the living app sees it: once the app is dead, no call begins and no answer arrives.
   * @template {object} T
   * @param {T} whole
   * @returns {T}
   */
  mortal(whole) {
    return new Proxy(whole, {
      get: (target, name) => {
        const member = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        return async (/** @type {unknown[]} */ ...values) => {
          await this.#step();
          const answer = await member.apply(target, values);
          await this.#step();
          return answer;
        };
      },
    });
  }

  /** @returns {Promise<void>} never, once the app is dead */
  #step() {
    this.#steps += 1;
    if (this.#steps >= this.lastStep) this.kill();
    return this.dead ? new Promise(() => {}) : Promise.resolve();
  }

  /** The browser's real locks; a page that dies gives its own back. @returns {Pick<LockManager, "request">} */
  get locks() {
    const request = (/** @type {string} */ name, /** @type {LockOptions} */ options, /** @type {(lock: Lock | null) => Promise<unknown>} */ held) =>
      navigator.locks.request(name, options, (lock) => Promise.race([held(lock), this.ended])).then((answer) => (this.dead ? new Promise(() => {}) : answer));
    return /** @type {Pick<LockManager, "request">} */ ({ request });
  }
}

/**
 * An app on a phone: its memory, its way to the server and its sender.
 * @param {IDBFactory} memory
 * @param {typeof fetch} fetcher
 * @param {Life} [life]
 */
export function anApp(memory, fetcher, life = new Life()) {
  const store = new Store(memory);
  /** @type {RoundEnd[]} */
  const ends = [];
  const parts = { store: life.mortal(store), api: life.mortal(new Api(fetcher)), locks: life.locks, changed: () => {}, random: () => 0 };
  const sender = new Sender({ ...parts, ended: (end) => ends.push(end) });
  return { store, parts, sender, ends };
}
