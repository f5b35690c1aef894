/** The badge in the header: whether the server can be reached, how many reports wait, and how old the oldest is. */

/** @import { Language } from "../device/language.js" */
/** @import { Ages } from "../device/ages.js" */
/** @import { ListedReport } from "../device/store.js" */

import { setAge } from "../device/ages.js";
import { fill, part, setSymbol } from "../device/markup.js";

/** @typedef {Navigator & {setAppBadge?: (count: number) => Promise<void>, clearAppBadge?: () => Promise<void>}} BadgingNavigator */

/** The badge. */
export class ConnectionBadge {
  #online = true;
  /** @type {ListedReport[]} */
  #waiting = [];

  /**
   * @param {HTMLElement} root
   * @param {{language: Language, ages: Ages}} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    parts.language.listen(() => this.#render());
  }

  /** @param {boolean} online */
  setOnline(online) {
    this.#online = online;
    this.#render();
  }

  /** @param {ListedReport[]} waiting oldest first */
  setWaiting(waiting) {
    this.#waiting = waiting;
    this.#render();
    void this.#badgeIcon(waiting.length);
  }

  #render() {
    const { say } = this.parts.language;
    const n = this.#waiting.length;
    Object.assign(this.root.dataset, { online: String(this.#online), waiting: String(n) });
    setSymbol(this.root, this.#online ? "online" : "offline");
    fill(this.root, "state", say(this.#online ? "ui.badge.online" : "ui.badge.offline"));
    fill(this.root, "count", n ? say("ui.badge.waiting", { n }) : null);
    setAge(part(this.root, "oldest"), this.#waiting[0]?.made_at ?? null, "phone");
    this.parts.ages.sayAll(this.root);
  }

  /** The number on the app's own icon, where the system shows one. @param {number} count */
  async #badgeIcon(count) {
    const badging = /** @type {BadgingNavigator} */ (navigator);
    try {
      if (count) await badging.setAppBadge?.(count);
      else await badging.clearAppBadge?.();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}
