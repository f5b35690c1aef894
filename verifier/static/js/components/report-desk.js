/** The report screen as a whole: who writes, the form, and what became of the report that was saved last. */

/** @import { Language } from "../device/language.js" */
/** @import { Outbox } from "../device/outbox.js" */
/** @import { Session } from "../device/session.js" */
/** @import { Store, StoredReceipt } from "../device/store.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { Draft } from "../domain/report.js" */

import { part } from "../device/markup.js";
import { continued, isAnothers, isStarted, newDraft } from "../domain/report.js";
import { ReportForm } from "./report-form.js";

/**
 * @typedef {object} DeskParts
 * @property {Language} language
 * @property {Pick<Outbox, "save">} outbox
 * @property {Session} session
 * @property {Pick<Store, "keepDraft" | "dropDraft">} store
 * @property {(author: string) => Promise<Draft | undefined>} kept the draft that its author left open
 * @property {Promise<void>} identified settled once it is known who uses this phone: an early tap waits for it
 * @property {() => Promise<void>} saved told when a report stands on the disk
 * @property {() => void} leave asked to go on to the next card
 */

/**
 * What a report is asked for.
 * @typedef {object} Wish
 * @property {CardCheck | null} check
 * @property {string} [card_number] where no check says it
 * @property {"confiscate" | "notify"} wish
 * @property {string[]} [seen] grounds that the inspector has seen beside those of the check
 * @property {string | null} [maker] who made the check; null when nobody was known then
 */

/** The report screen. */
export class ReportDesk {
  /** @type {string | null} the report saved last, until another one is opened */
  #savedId = null;
  /** @type {string | null} */
  #savedAuthor = null;

  /**
   * @param {HTMLElement} root
   * @param {DeskParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.form = new ReportForm(root, {
      language: parts.language, outbox: parts.outbox, store: parts.store,
      mayConfiscate: () => parts.session.may("confiscate"),
      saved: (id, act) => void this.#saved(id, act),
      dropped: () => parts.leave(),
    });
    part(root, "saved-next").addEventListener("click", () => parts.leave());
  }

  /** @returns {boolean} whether a form is open that must not be taken away */
  get open() {
    return this.form.open;
  }

  /**
   * Opens a new report, or the one begun on this very check; one half written on another card gives way only when its
   * author says so. An untouched one gives way without a word.
   * @param {Wish} wish
   * @returns {Promise<"open" | "stay" | "nobody">} "nobody": it is not known whose report it would be, or the check is somebody else's
   */
  async write({ check, card_number = "", wish, seen = [], maker = null }) {
    await this.parts.identified;
    const { author } = this.parts.session;
    if (!author || isAnothers(maker, author)) return "nobody";
    const left = this.form.draft ?? (await this.parts.kept(author));
    if (this.parts.session.author !== author) return "nobody";
    const act = wish === "confiscate" && this.parts.session.may("confiscate") ? "confiscation" : "notice";
    const fresh = newDraft({ id: crypto.randomUUID(), author, act, check, card_number, seen });
    const begun = left && isStarted(left) ? left : null;
    const same = begun && continued(begun, check, seen);
    if (begun && !same && !this.#givesWay(begun, fresh)) return "stay";
    this.#begin(same ?? fresh);
    return "open";
  }

  /** @param {Draft} begun @param {Draft} fresh */
  #givesWay(begun, fresh) {
    const [left, next] = [this.#cardOf(begun), this.#cardOf(fresh)];
    return window.confirm(this.parts.language.say("ui.form.replace-cards", { left, next }));
  }

  /** @param {Draft} draft */
  #cardOf(draft) {
    const { say } = this.parts.language;
    const number = draft.card_number.trim();
    return number ? say("ui.form.replace-card", { number }) : say("ui.form.replace-unnumbered");
  }

  /** Shows what belongs here: the open form, the report just saved, the kept draft, or a new one. */
  async show() {
    const { session } = this.parts;
    const { author } = session;
    part(this.root, "report-sign-in").hidden = author !== null;
    if (this.form.draft && this.form.draft.author !== author) this.form.close();
    if (this.open || this.#savedId || !author) return;
    const draft = await this.parts.kept(author);
    if (this.open || this.#savedId || session.author !== author) return;
    const act = session.may("confiscate") ? "confiscation" : "notice";
    this.#begin(draft ?? newDraft({ id: crypto.randomUUID(), author, act, check: null }));
  }

  /** Closes a form whose author is no longer the one who uses this phone; the draft is kept for its author. */
  changePerson() {
    const { author } = this.parts.session;
    if (author && this.form.draft && this.form.draft.author !== author) this.form.close();
    if (this.#savedAuthor !== author) this.leave();
  }

  /** Forgets the report just saved, so that the next visit begins a new one. */
  leave() {
    this.#savedId = null;
    part(this.root, "saved").hidden = true;
  }

  /**
   * Says "saved" until the receipt is there, then "received": never the one for the other.
   * @param {StoredReceipt[]} receipts
   * @param {number} waiting reports not yet received
   */
  follow(receipts, waiting) {
    const { say } = this.parts.language;
    const receipt = receipts.find(({ id }) => id === this.#savedId);
    const why = this.parts.session.state === "expired" ? "ui.form.saved-sign-in" : "ui.form.saved-why";
    part(this.root, "report-saved").textContent = receipt
      ? say("ui.state.RECEIVED", { number: receipt.number })
      : say("ui.form.saved", { n: waiting });
    part(this.root, "saved-why").textContent = say(receipt ? "ui.form.received-why" : why);
  }

  /** @param {Draft} draft */
  #begin(draft) {
    this.leave();
    this.form.show(draft);
  }

  /** @param {string} id @param {Draft["act"]} act */
  async #saved(id, act) {
    this.#savedId = id;
    this.#savedAuthor = this.parts.session.author;
    await this.parts.saved();
    // A notice written in the form has no letters to pass on: nobody but this house knows of it.
    part(this.root, "notice-kept").hidden = act !== "notice";
    part(this.root, "saved").hidden = false;
    part(this.root, "report-saved").focus();
  }
}
