/** The ways without the camera: a typed number or code, a hardware scanner, a picture, a report by hand. */

/** @import { Asked } from "./scan-viewer.js" */

import { isMistyped, readTyped } from "../domain/card_number.js";
import { find, part } from "../device/markup.js";

/**
 * @typedef {object} OtherWaysParts
 * @property {(asked: Asked) => void} ask
 * @property {(file: File) => void} picture
 * @property {(card_number: string) => void} byHand asked to file a report without a verdict
 * @property {(status: "type-something" | "typed-too-long" | "typed-no-number") => void} say
 * @property {() => boolean} showing whether the screen is in use
 */

/** The ways without the camera. */
export class OtherWays {
  /**
   * @param {HTMLElement} root
   * @param {OtherWaysParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.field = find(root, "[data-part=field]", HTMLInputElement);
    find(root, "[data-part=upload]", HTMLInputElement).addEventListener("change", (event) => this.#uploaded(event));
    part(root, "typed").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#typed();
    });
    this.field.addEventListener("input", () => this.#askPurpose(false));
    part(root, "purposes").addEventListener("click", (event) => this.#purposeChosen(event));
    part(root, "by-hand").addEventListener("click", () => {
      const typed = readTyped(this.field.value);
      parts.byHand(typed.kind === "number" ? typed.card_number : "");
    });
    document.addEventListener("keydown", (event) => this.#wedge(event));
  }

  /** Empties the field: a card was found. */
  clear() {
    this.field.value = "";
    this.#askPurpose(false);
  }

  /** @param {boolean} urged whether the report by hand is what is left to do */
  urge(urged) {
    part(this.root, "by-hand").dataset.variant = urged ? "primary" : "tertiary";
  }

  /** @param {Event} event */
  #uploaded(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = "";
    if (file) this.parts.picture(file);
  }

  #typed() {
    const typed = readTyped(this.field.value);
    if (typed.kind === "number") return this.#askPurpose(true);
    if (typed.kind === "code" && !isMistyped(typed.code)) return this.parts.ask({ code: typed.code });
    if (typed.kind === "code") this.parts.say("typed-no-number");
    else this.parts.say(typed.kind === "empty" ? "type-something" : "typed-too-long");
    this.field.focus();
  }

  /** @param {boolean} asking */
  #askPurpose(asking) {
    const purposes = part(this.root, "purposes");
    purposes.hidden = !asking;
    if (asking) purposes.querySelector("button")?.focus();
  }

  /** @param {Event} event */
  #purposeChosen(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-purpose]") : null;
    const typed = readTyped(this.field.value);
    if (!button || typed.kind !== "number") return;
    this.#askPurpose(false);
    this.parts.ask({ card_number: typed.card_number, purpose: button.getAttribute("data-purpose") ?? "" });
  }

  /** A hardware scanner types like a keyboard: what it types goes to the field wherever the focus is. @param {KeyboardEvent} event */
  #wedge(event) {
    const free = document.activeElement === document.body || document.activeElement?.tagName === "H1";
    if (!this.parts.showing() || !free || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
    this.field.focus();
  }
}
