/** What the scan screen says of the search: in words, and in the state that its looks go by. */

/** @import { Language } from "../device/language.js" */

import { part } from "../device/markup.js";
import { isLost } from "../domain/unanswered.js";

/** States of a search that without the server goes on in part, or not at all. */
const SEARCHING = new Set(["ready", "looking", "nothing-yet", "server-busy"]);

/** The words under the viewfinder. */
export class ScanWords {
  status = "ready";
  isOnline = true;
  /** @type {Record<string, string>} */
  #values = {};

  /**
   * @param {HTMLElement} root
   * @param {{language: Language, reads: () => boolean, urge: (lost: boolean) => void}} parts
   *   reads: whether this phone reads codes itself; urge: told whether the report by hand is what is left to do
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    parts.language.listen(() => this.again());
  }

  /**
   * @param {string} status
   * @param {Record<string, string>} [values] what goes into the sentence
   */
  say(status, values = {}) {
    this.status = status;
    this.#values = values;
    // What went wrong with the camera stays said; only a search that can't go on gives way to "no coverage".
    const searches = status === "no-coverage" || (!this.isOnline && SEARCHING.has(status));
    const shown = !searches ? status : this.parts.reads() ? "no-coverage-reading" : "no-coverage";
    this.root.dataset.status = shown;
    part(this.root, "status").textContent = this.parts.language.say(`ui.scan.${shown}`, values);
    this.parts.urge(isLost(shown));
    part(this.root, "sign-in").hidden = shown !== "sign-in";
  }

  /** Says the same as it is now: in another language, or with another reader. */
  again() {
    this.say(this.status, this.#values);
  }
}
