/** The holder as the inspector compares: photo, name and birth date beside each other, large; the rest below. */

/** @import { Language } from "../device/language.js" */
/** @import { CheckedCard } from "../domain/check.js" */
/** @import { ComparedWith } from "../domain/comparison.js" */

import { grouped } from "../domain/check.js";
import { withoutPicture } from "../domain/comparison.js";
import { fill, find, part } from "../device/markup.js";
import { pictureUrl } from "../device/picture.js";

/** Whoever holds a card. */
export class HolderCard {
  /** @type {CheckedCard | null} */
  #card = null;
  /** @type {ComparedWith | null} the picture that is being loaded */
  #trying = null;
  /** @type {string | null} the blob that the face lies in */
  #blob = null;
  /** @type {ComparedWith} what the person can be compared with now */
  compared = "none";

  /**
   * @param {HTMLElement} root
   * @param {{language: Language, changed: () => void}} parts changed: told when another picture can be compared
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.photo = find(root, "[data-part=photo]", HTMLImageElement);
    this.photo.addEventListener("load", () => this.#loaded());
    this.photo.addEventListener("error", () => this.#failed());
    part(root, "enlarge").addEventListener("click", () => this.#enlarge(this.root.dataset.large !== "true"));
    // Wherever the focus is by then: the large photo is closed by what closes everything large.
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#enlarge(false));
    part(root, "photo-again").addEventListener("click", () => this.#load("register_photo"));
  }

  /** @param {CheckedCard | null} card */
  show(card) {
    const isNew = card !== this.#card;
    this.#card = card;
    this.root.hidden = !card;
    if (isNew) this.#begin();
    if (card) this.#renderTexts(card);
    this.#renderPicture();
  }

  /** Each card begins without a picture: until its own is there, the one before it would stand beside this name. */
  #begin() {
    this.#enlarge(false);
    const card = this.#card;
    if (this.#blob) URL.revokeObjectURL(this.#blob);
    this.#blob = null;
    this.#load(card?.photo ? "register_photo" : "face_on_card");
  }

  /** @param {CheckedCard} card */
  #renderTexts(card) {
    const { say } = this.parts.language;
    fill(this.root, "name", card.name ?? say("ui.verdict.name-unknown"));
    this.#fact("birth-date", this.#date(card.birth_date));
    this.#fact("card-number", card.card_number);
    this.#fact("issued", this.#date(card.issued));
    this.#fact("expires", this.#date(card.expires));
    fill(this.root, "kind", card.kind === "order_proof" ? say("ui.verdict.order-proof") : null);
    part(this.root, "company").hidden = !card.org_number;
    fill(this.root, "employer", card.employer);
    fill(this.root, "org-number", card.org_number ? grouped(card.org_number) : null);
    fill(this.root, "industries", card.industries.map((code) => this.#industry(code)).join(", "));
  }

  /** @param {number} code */
  #industry(code) {
    const { say } = this.parts.language;
    const known = say(`industry.${code}`);
    return known === `industry.${code}` ? say("industry.other", { code }) : known;
  }

  /** @param {string} name @param {string | null} text */
  #fact(name, text) {
    part(this.root, `${name}-row`).hidden = !text;
    part(this.root, name).textContent = text ?? "";
  }

  /** @param {string | null} date YYYY-MM-DD */
  #date(date) {
    if (!date) return null;
    const time = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(time.getTime())) return date;
    const locale = this.parts.language.current === "en" ? "en-GB" : "nb-NO";
    return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(time);
  }

  /** Loads the register's photo, or the face out of the code; without either the print has to do. @param {ComparedWith} wish */
  #load(wish) {
    const card = this.#card;
    this.photo.removeAttribute("src");
    const address = wish === "register_photo" ? card?.photo : (this.#blob ??= pictureUrl(card?.face));
    this.#trying = address ? wish : null;
    this.compared = card ? withoutPicture(card) : "none";
    if (address) this.photo.src = address;
    this.#renderPicture();
  }

  #loaded() {
    if (!this.#trying) return;
    this.compared = this.#trying;
    this.#trying = null;
    this.#renderPicture();
    this.parts.changed();
  }

  #failed() {
    const failed = this.#trying;
    if (!failed) return;
    if (failed === "register_photo") return this.#load("face_on_card");
    this.#trying = null;
    this.#renderPicture();
  }

  #renderPicture() {
    const { say } = this.parts.language;
    const shown = this.compared === "register_photo" || this.compared === "face_on_card";
    const missing = Boolean(this.#card?.photo) && this.compared !== "register_photo" && this.#trying !== "register_photo";
    this.root.dataset.compared = this.compared;
    this.root.dataset.loading = String(this.#trying !== null);
    part(this.root, "enlarge").hidden = !shown;
    part(this.root, "no-photo").hidden = shown;
    part(this.root, "photo-again").hidden = !missing;
    const key = this.compared === "face_on_card" ? "ui.holder.face-of" : "ui.holder.photo-of";
    this.photo.alt = say(key, { name: this.#card?.name ?? "" });
    fill(this.root, "no-photo-words", say(this.#trying ? "ui.holder.loading" : this.compared === "none" ? "ui.holder.no-picture" : "ui.verdict.no-photo"));
    fill(this.root, "photo-failed", missing ? say("ui.holder.failed") : null);
  }

  /** @param {boolean} large */
  #enlarge(large) {
    this.root.dataset.large = String(large);
    part(this.root, "enlarge").setAttribute("aria-expanded", String(large));
  }
}
