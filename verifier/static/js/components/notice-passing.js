/** A filed notice: its receipt, and for each addressee the ways to pass its letter on and whether that was done. */

/** @import { Language } from "../device/language.js" */
/** @import { Outbox, OutboxView } from "../device/outbox.js" */
/** @import { Store } from "../device/store.js" */
/** @import { Addressee, How, NoticeText } from "../domain/notice.js" */
/** @import { PassedOn } from "../domain/passed_on.js" */

import { empty, fill, find, part, setSymbol } from "../device/markup.js";
import { canShare, copy, share } from "../device/passing.js";
import { mailto } from "../domain/letters.js";
import { ADDRESSEES, notifiedOf } from "../domain/notice.js";
import { isWithBoth, passedOn, wentAs } from "../domain/passed_on.js";

/**
 * @typedef {object} PassingParts
 * @property {Language} language
 * @property {Pick<Outbox, "save">} outbox
 * @property {Pick<Store, "dropLetters">} store
 * @property {() => string | null} author
 * @property {() => Record<string, string>} mail the authorities' addresses, where the operator has set them
 * @property {() => Promise<void>} saved told when something stands on the disk
 * @property {() => void} leave asked to go on to the next card
 */

/** A filed notice on the screen. */
export class NoticePassing {
  /** @type {string | null} */
  id = null;
  /** @type {string | null} */
  author = null;
  /** @type {NoticeText | null} */
  #letters = null;
  /** @type {Partial<Record<Addressee, How>>} the way chosen last; "other" where the phone cannot tell which it was */
  #ways = {};
  /** @type {OutboxView} */
  #view = { reports: [], receipts: [], others: 0 };
  #saving = false;

  /**
   * @param {HTMLElement} root
   * @param {PassingParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    for (const addressee of ADDRESSEES) {
      const box = this.#box(addressee);
      part(box, "share").addEventListener("click", () => void this.#share(addressee));
      part(box, "copy").addEventListener("click", () => void this.#copy(addressee));
      part(box, "email").addEventListener("click", () => this.#went(addressee, "email"));
      // A PDF that was opened is on no paper yet.
      part(box, "pdf").addEventListener("click", () => this.#went(addressee, "other"));
      part(box, "mark").addEventListener("click", () => void this.#mark(addressee));
    }
    part(root, "next-card").addEventListener("click", () => parts.leave());
    parts.language.listen(() => this.#render());
  }

  /**
   * @param {string} id
   * @param {NoticeText} letters
   */
  show(id, letters) {
    this.id = id;
    this.author = this.parts.author();
    this.#letters = letters;
    this.#ways = {};
    this.root.hidden = false;
    for (const addressee of ADDRESSEES) {
      fill(this.#box(addressee), "said", null);
      find(this.#box(addressee), "details", HTMLDetailsElement).open = false;
    }
    this.#render();
  }

  /** Leaves the screen; what was filed stays in the outbox. */
  close() {
    this.id = null;
    this.#letters = null;
    this.root.hidden = true;
    for (const addressee of ADDRESSEES) {
      const box = this.#box(addressee);
      empty(box, ["letter", "status", "said"]);
      for (const link of ["email", "pdf"]) part(box, link).removeAttribute("href");
    }
  }

  /** @param {OutboxView} view what was read from the phone's memory */
  follow(view) {
    this.#view = view;
    this.#render();
  }

  /** @param {Addressee} addressee @returns {HTMLElement} */
  #box(addressee) {
    return part(this.root, `to-${addressee}`);
  }

  /** @param {Addressee} addressee @returns {string} the letter to one of the two */
  #letter(addressee) {
    if (!this.#letters) return "";
    return addressee === "authority" ? this.#letters.to_authority : this.#letters.to_employer;
  }

  #render() {
    if (!this.id || !this.#letters) return;
    const { say } = this.parts.language;
    const receipt = this.#view.receipts.find(({ id }) => id === this.id) ?? null;
    const waiting = this.#view.reports.find(({ id }) => id === this.id);
    const passed = passedOn(this.#view, this.id);
    const name = say(`ui.letter.authority.${this.#letters.authority}`);
    const attention = waiting?.state === "NEEDS_ATTENTION";
    Object.assign(this.root.dataset, { id: this.id, state: receipt ? "RECEIVED" : (waiting?.state ?? "QUEUED") });
    fill(this.root, "passing-state", say(receipt ? "ui.notify.received" : "ui.notify.stored"));
    fill(this.root, "passing-receipt", receipt ? say("ui.notify.receipt", { number: receipt.number }) : say(attention ? "ui.notify.attention" : "ui.notify.receipt-waits"));
    fill(this.root, "passing-left", say(leftKey(passed), { name }));
    fill(this.#box("authority"), "to-title", name);
    fill(this.#box("employer"), "to-title", say("ui.notify.letter-employer"));
    for (const addressee of ADDRESSEES) this.#renderAddressee(addressee, passed, Boolean(receipt));
  }

  /**
   * @param {Addressee} addressee
   * @param {PassedOn} passed
   * @param {boolean} received
   */
  #renderAddressee(addressee, passed, received) {
    const { say } = this.parts.language;
    const box = this.#box(addressee);
    const done = passed[addressee];
    box.dataset.notified = String(Boolean(done));
    setSymbol(box, done ? "received" : "waiting");
    fill(box, "status", done ? wentAs(done, say) : say("ui.notify.not-yet"));
    fill(box, "status-receipt", done ? (done.number === null ? say("ui.notify.receipt-waits") : say("ui.notify.receipt", { number: done.number })) : null);
    part(box, "mark").hidden = Boolean(done);
    part(box, "share").hidden = !canShare();
    const pdf = find(box, "[data-part=pdf]", HTMLAnchorElement);
    pdf.hidden = !received;
    pdf.href = `/notices/${this.id}.pdf?to=${addressee}`;
    this.#renderMail(addressee, find(box, "[data-part=email]", HTMLAnchorElement));
    fill(box, "letter", this.#letter(addressee));
  }

  /** @param {Addressee} addressee @param {HTMLAnchorElement} link */
  #renderMail(addressee, link) {
    const address = addressee === "authority" && this.#letters ? this.parts.mail()[this.#letters.authority] : null;
    link.hidden = !address;
    if (address && this.#letters) link.href = mailto(address, this.#letters.subject, this.#letter(addressee));
  }

  /** @param {Addressee} addressee */
  async #share(addressee) {
    const end = await share(this.#letters?.subject ?? "", this.#letter(addressee));
    if (end === "shared") this.#went(addressee, "shared");
    fill(this.#box(addressee), "said", end === "failed" ? this.parts.language.say("ui.notify.not-shared") : null);
  }

  /** @param {Addressee} addressee */
  async #copy(addressee) {
    const copied = await copy(this.#letter(addressee));
    this.#went(addressee, copied ? "copied" : "other");
    if (!copied) find(this.#box(addressee), "details", HTMLDetailsElement).open = true;
    fill(this.#box(addressee), "said", this.parts.language.say(copied ? "ui.notify.copied" : "ui.notify.not-copied"));
  }

  /** Notes the way, for the person alone can tell that the letter was sent. @param {Addressee} addressee @param {How} how */
  #went(addressee, how) {
    this.#ways[addressee] = how;
  }

  /** @param {Addressee} addressee */
  async #mark(addressee) {
    const { id, author } = this;
    if (!id || !author || this.#saving) return;
    this.#saving = true;
    const how = this.#ways[addressee] ?? "other";
    const saved = await this.parts.outbox.save(notifiedOf({ id: crypto.randomUUID(), author, notice: id, addressee, how }));
    this.#saving = false;
    const box = this.#box(addressee);
    if (!saved.ok) return void fill(box, "said", this.parts.language.say(saved.key));
    fill(box, "said", null);
    await this.parts.saved();
    // Both have theirs: the phone lets go of what bears a name. The server keeps it, for its author.
    if (isWithBoth(passedOn(this.#view, id))) await this.parts.store.dropLetters(id);
    part(box, "status").focus();
  }
}

/** @param {PassedOn} passed @returns {string} key of the sentence that says who has nothing yet */
function leftKey({ authority, employer }) {
  if (authority && employer) return "ui.notify.none-left";
  if (authority) return "ui.notify.employer-left";
  return employer ? "ui.notify.authority-left" : "ui.notify.both-left";
}
