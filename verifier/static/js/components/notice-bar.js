/** Notices above every screen: not signed in, storage trouble, a new version. Each stays until its cause is gone. */

import { part } from "../device/markup.js";

/** @typedef {"sign-in" | "signed-out" | "storage" | "clock" | "version"} Notice */

/** The notices. */
export class NoticeBar {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  /**
   * @param {Notice} notice
   * @param {boolean} shown
   */
  set(notice, shown) {
    part(this.root, notice).hidden = !shown;
  }

  /** @param {Notice} notice @param {() => void} listener told when the notice's button is tapped */
  onTap(notice, listener) {
    part(this.root, notice).querySelector("button")?.addEventListener("click", listener);
  }
}
