/** The report form: act, grounds, the card, the place, a note. Saved on the phone before anything is sent. */

/** @import { Language } from "../device/language.js" */
/** @import { Outbox } from "../device/outbox.js" */
/** @import { Store } from "../device/store.js" */
/** @import { Act, Draft, DraftField, Position } from "../domain/report.js" */

import { withoutBlanks } from "../domain/card_number.js";
import { GROUNDS, problemsOf, todayOf } from "../domain/report.js";
import { currentPosition } from "../device/position.js";
import { copyOf, empty, fill, find, part } from "../device/markup.js";

/**
 * @typedef {object} FormParts
 * @property {Language} language
 * @property {Pick<Outbox, "save">} outbox
 * @property {Pick<Store, "keepDraft" | "dropDraft">} store
 * @property {() => boolean} mayConfiscate
 * @property {(id: string, act: Draft["act"]) => void} saved told when the report stands on the disk
 * @property {() => void} dropped told when the inspector gives the draft up
 */

const TEXTS = /** @type {const} */ (["card_number", "holder_name", "birth_date", "org_number", "employer", "note", "place"]);

/** The report form. */
export class ReportForm {
  /** @type {Draft | null} */
  draft = null;
  #saving = false;
  #keeping = false;
  /** @type {Draft | null} what is written once the write on its way is done */
  #keepNext = null;

  /**
   * @param {HTMLElement} root
   * @param {FormParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.form = find(root, "form", HTMLFormElement);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.form.addEventListener("input", () => this.#read());
    part(root, "position").addEventListener("click", () => void this.#addPosition());
    part(root, "drop").addEventListener("click", () => void this.#drop());
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep());
    window.addEventListener("pagehide", () => this.#keep());
    this.#makeGrounds();
    parts.language.listen(() => this.draft && this.#renderTexts(this.draft));
  }

  /** @returns {boolean} whether a form is open that must not be taken away */
  get open() {
    return this.draft !== null;
  }

  /**
   * Opens the form on a draft.
   * @param {Draft} draft
   */
  show(draft) {
    this.draft = draft;
    this.form.hidden = false;
    this.#lock(false);
    for (const name of TEXTS) this.#field(name).value = draft[name];
    for (const box of this.#boxes()) box.checked = draft.grounds.includes(box.value);
    for (const choice of this.form.querySelectorAll("input[name=act]")) {
      if (choice instanceof HTMLInputElement) choice.checked = choice.value === draft.act;
    }
    part(this.root, "confiscation-choice").hidden = !this.parts.mayConfiscate();
    find(this.root, "[data-part=card-details]", HTMLDetailsElement).open = !draft.check?.card;
    fill(this.root, "problem", null);
    this.#clearProblems();
    this.#renderTexts(draft);
    this.#keep();
  }

  /** Closes the form; its draft stays kept for its author. */
  close() {
    this.#keep();
    this.#end();
  }

  /** Nothing of what was written stays in the page. */
  #end() {
    this.draft = null;
    this.form.hidden = true;
    this.form.reset();
    empty(this.root, ["about", "position-text"]);
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLTextAreaElement} */
  #field(name) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) return field;
    throw new Error(`the form has no ${name}`);
  }

  /** @returns {HTMLInputElement[]} */
  #boxes() {
    return [...this.form.querySelectorAll("input[name=grounds]")].filter((box) => box instanceof HTMLInputElement);
  }

  #makeGrounds() {
    part(this.root, "grounds").replaceChildren(...GROUNDS.map((ground) => {
      const row = copyOf("template-report-ground");
      const box = find(row, "input", HTMLInputElement);
      box.value = ground;
      box.dataset.testid = `report-ground-${ground}`;
      row.dataset.ground = ground;
      return row;
    }));
  }

  /** @param {Draft} draft */
  #renderTexts(draft) {
    const { say } = this.parts.language;
    part(this.root, "title").textContent = say(`ui.form.title-${draft.act}`);
    part(this.root, "grounds-hint").textContent = say(`ui.form.grounds-hint-${draft.act}`);
    for (const row of part(this.root, "grounds").children) {
      if (!(row instanceof HTMLElement)) continue;
      const ground = row.dataset.ground ?? "";
      const legal = [...(draft.check?.grounds ?? []), ...(draft.check?.if_lent ?? [])].find((one) => one.ground === ground);
      fill(row, "ground", say(`ground.${ground}`));
      fill(row, "paragraph", legal ? legal.paragraph : null);
      fill(row, "unconfirmed", legal && !legal.confirmed ? say("ui.ground.unconfirmed") : null);
    }
    const known = draft.check?.card;
    fill(this.root, "about", known ? say("ui.form.about", { name: known.name ?? "", number: known.card_number }) : null);
    this.#renderPosition(draft.position);
  }

  /** @param {Position | null} position */
  #renderPosition(position) {
    const { say } = this.parts.language;
    fill(this.root, "position-text", position
      ? say("ui.position.added", { latitude: position.latitude.toFixed(5), longitude: position.longitude.toFixed(5), metres: position.accuracy_m })
      : null);
  }

  /** Takes what stands in the fields into the draft. */
  #read() {
    if (!this.draft) return;
    const data = new FormData(this.form);
    const texts = Object.fromEntries(TEXTS.map((name) => [name, String(data.get(name) ?? "")]));
    const act = /** @type {Act} */ (data.get("act") ?? this.draft.act);
    const grounds = data.getAll("grounds").map(String);
    this.draft = {
      ...this.draft, ...texts, act, grounds,
      card_number: withoutBlanks(texts.card_number ?? ""), org_number: withoutBlanks(texts.org_number ?? ""),
    };
    this.form.dataset.kept = "false";
    this.#renderTexts(this.draft);
    this.#keep();
  }

  /** Keeps the draft, so that a reload or a flat battery takes nothing. */
  #keep() {
    if (this.draft && !this.#saving) this.#write(this.draft);
  }

  /** @param {Draft} draft */
  #write(draft) {
    // One write at a time, the newest text next: who types without a pause is kept up with all the same.
    if (this.#keeping) {
      this.#keepNext = draft;
      return;
    }
    this.#keeping = true;
    this.parts.store.keepDraft(draft).then(() => {
      this.form.dataset.kept = String(this.draft === draft);
    }).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      fill(this.root, "problem", this.parts.language.say("ui.storage.draft-not-kept"));
    }).finally(() => {
      this.#keeping = false;
      const next = this.#keepNext;
      this.#keepNext = null;
      if (next) this.#write(next);
    });
  }

  /** @param {boolean} locked */
  #lock(locked) {
    this.#saving = locked;
    const button = find(this.root, "[data-part=save]", HTMLButtonElement);
    button.disabled = locked;
    button.setAttribute("aria-busy", String(locked));
  }

  async #save() {
    if (this.#saving || !this.draft) return;
    this.#read();
    const problems = problemsOf(this.draft, todayOf(new Date()));
    this.#clearProblems();
    if (problems.length > 0) return this.#showProblems(problems);
    const { id, act } = this.draft;
    this.#lock(true);
    // What is saved takes the draft away: no later write may bring it back.
    this.#keepNext = null;
    const saved = await this.parts.outbox.save(this.draft);
    // Who saved it may have gone meanwhile: the screen is somebody else's then.
    if (this.draft?.id !== id) return;
    if (!saved.ok) {
      this.#lock(false);
      // What was typed while it was being saved was kept by nobody.
      this.#keep();
      fill(this.root, "problem", this.parts.language.say(saved.key)).focus();
      return;
    }
    this.#end();
    this.parts.saved(id, act);
  }

  async #drop() {
    if (!this.draft || this.#saving || !window.confirm(this.parts.language.say("ui.form.drop-sure"))) return;
    const { author } = this.draft;
    this.draft = null;
    this.#keepNext = null;
    await this.parts.store.dropDraft(author);
    this.parts.dropped();
  }

  #clearProblems() {
    for (const element of this.root.querySelectorAll("[data-problem]")) {
      if (element instanceof HTMLElement) element.hidden = true;
    }
    for (const element of this.root.querySelectorAll("[aria-invalid]")) element.removeAttribute("aria-invalid");
  }

  /** @param {{field: DraftField, key: string}[]} problems */
  #showProblems(problems) {
    const { say } = this.parts.language;
    for (const { field, key } of problems) {
      const message = find(this.root, `[data-problem="${field}"]`, HTMLElement);
      message.textContent = say(key);
      message.hidden = false;
      if (field !== "grounds") this.#field(field).setAttribute("aria-invalid", "true");
    }
    find(this.root, "[data-part=card-details]", HTMLDetailsElement).open ||= problems.some(({ field }) => field !== "grounds" && field !== "note" && field !== "place");
    const first = problems[0]?.field;
    (first === "grounds" ? this.#boxes()[0] : first && this.#field(first))?.focus();
  }

  async #addPosition() {
    const button = find(this.root, "[data-part=position]", HTMLButtonElement);
    button.disabled = true;
    const found = await currentPosition();
    button.disabled = false;
    if (!this.draft) return;
    if (!found.ok) {
      fill(this.root, "position-text", this.parts.language.say(found.key));
      return;
    }
    this.draft = { ...this.draft, position: found.position };
    this.#renderPosition(found.position);
    this.#keep();
  }
}
