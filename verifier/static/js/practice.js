/** The practice page: sign in with one tap, show a card's code large, print the cards. */

import { Api } from "./device/api.js";
import { find, part } from "./device/markup.js";

/** Keeps the screen lit while a code is held before a camera; a browser that can't is no fault. */
class Light {
  /** @type {WakeLockSentinel | null} */
  #lock = null;

  async on() {
    if (!("wakeLock" in navigator) || this.#lock) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  async off() {
    await this.#lock?.release();
    this.#lock = null;
  }
}

/** The dialog that fills the screen with one card's code. */
class CodeDialog {
  #shown = 0;
  #light = new Light();

  /**
   * @param {HTMLElement} root
   * @param {HTMLAnchorElement[]} cards in the order of the page
   */
  constructor(root, cards) {
    this.cards = cards;
    this.dialog = find(root, '[data-part="dialog"]', HTMLDialogElement);
    this.code = find(this.dialog, '[data-part="code"]', HTMLImageElement);
    part(this.dialog, "close").addEventListener("click", () => this.dialog.close());
    part(this.dialog, "previous").addEventListener("click", () => this.turn(-1));
    part(this.dialog, "next").addEventListener("click", () => this.turn(1));
    this.dialog.addEventListener("close", () => this.#closed());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.turn(-1);
      if (event.key === "ArrowRight") this.turn(1);
    });
  }

  /** @param {string} id of the card to begin with */
  open(id) {
    this.#show(this.cards.findIndex((card) => card.dataset.card === id));
    this.dialog.showModal();
    void this.#light.on();
  }

  /** @param {number} step to the cards before or after, round and round */
  turn(step) {
    this.#show((this.#shown + step + this.cards.length) % this.cards.length);
  }

  /** @param {number} place */
  #show(place) {
    const card = this.cards[place];
    if (!card) return;
    this.#shown = place;
    this.code.src = card.href;
    this.code.alt = card.dataset.codeAlt ?? "";
    part(this.dialog, "holder").textContent = card.dataset.holder ?? "";
    part(this.dialog, "number").textContent = card.dataset.number ?? "";
    part(this.dialog, "expected").textContent = card.dataset.expected ?? "";
  }

  #closed() {
    void this.#light.off();
    this.cards[this.#shown]?.focus();
  }
}

/**
 * Signs in as the chosen person and goes on to the scanner.
 * @param {HTMLElement} root
 * @param {Api} api
 * @param {HTMLButtonElement} button
 */
async function signIn(root, api, button) {
  const failed = part(root, "failed");
  failed.hidden = true;
  button.disabled = true;
  const answered = await api.call("/practice/sign-in", {
    method: "POST",
    body: JSON.stringify({ person: button.dataset.person }),
    headers: { "Content-Type": "application/json" },
  });
  if (answered.kind === "answer") {
    location.assign("/");
    return;
  }
  button.disabled = false;
  failed.textContent = failed.dataset.text ?? "";
  failed.hidden = false;
}

/** @param {HTMLElement} root */
function start(root) {
  const api = new Api((path, init) => fetch(path, init));
  const cards = [...root.querySelectorAll("a[data-card]")].filter((link) => link instanceof HTMLAnchorElement);
  const dialog = new CodeDialog(root, cards);
  for (const card of cards) {
    card.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.open(card.dataset.card ?? "");
    });
  }
  for (const button of root.querySelectorAll("button[data-enlarge]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => dialog.open(button.dataset.enlarge ?? ""));
  }
  for (const button of root.querySelectorAll("button[data-person]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.disabled = false;
    button.addEventListener("click", () => signIn(root, api, button));
  }
  const print = part(root, "print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

start(find(document, '[data-component="practice"]', HTMLElement));
