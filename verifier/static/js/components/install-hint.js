/** The hint to put the app on the home screen: there it opens without coverage, and the phone keeps its reports safest. */

import { part } from "../device/markup.js";

/** @typedef {Event & {prompt: () => Promise<unknown>}} InstallPrompt */

const KEY = "install-hint-closed";

/** @returns {boolean} whether the app already runs from the home screen */
function installed() {
  return matchMedia("(display-mode: standalone)").matches || /** @type {Navigator & {standalone?: boolean}} */ (navigator).standalone === true;
}

/** @returns {boolean} whether the system installs only from its share sheet */
function byShareSheet() {
  return "standalone" in navigator;
}

/** The hint. */
export class InstallHint {
  /** @type {InstallPrompt | null} */
  #prompt = null;

  /**
   * @param {HTMLElement} root
   * @param {Storage | null} settings
   */
  constructor(root, settings) {
    this.root = root;
    this.settings = settings;
    window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.#prompt = /** @type {InstallPrompt} */ (event);
      this.#render();
    });
    window.addEventListener("appinstalled", () => this.#close());
    part(root, "install").addEventListener("click", () => void this.#prompt?.prompt());
    part(root, "close").addEventListener("click", () => this.#close());
    this.#render();
  }

  #render() {
    const closed = installed() || this.settings?.getItem(KEY) === "yes";
    part(this.root, "install").hidden = !this.#prompt;
    part(this.root, "share-sheet").hidden = this.#prompt !== null;
    this.root.hidden = closed || !(this.#prompt || byShareSheet());
  }

  #close() {
    this.settings?.setItem(KEY, "yes");
    this.root.hidden = true;
  }
}
