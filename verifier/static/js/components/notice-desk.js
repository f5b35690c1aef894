/** The notice screen: the finished notice from a check, filed with one tap, and then passed on to both addressees. */

/** @import { Language } from "../device/language.js" */
/** @import { Outbox, OutboxView, Saved } from "../device/outbox.js" */
/** @import { Session } from "../device/session.js" */
/** @import { Store } from "../device/store.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { NoticeDraft, NoticeText } from "../domain/notice.js" */

import { empty, fill, find, part } from "../device/markup.js";
import { company, textOf } from "../domain/letters.js";
import { MISSING, evidenceOf, factsOf, filingOf, foundNothing, noticeProblemsOf } from "../domain/notice.js";
import { isWithBoth, passedOn } from "../domain/passed_on.js";
import { isAnothers, isoWithOffset } from "../domain/report.js";
import { NoticePassing } from "./notice-passing.js";

/**
 * @typedef {object} DeskParts
 * @property {Language} language
 * @property {Pick<Outbox, "save">} outbox
 * @property {Session} session
 * @property {Pick<Store, "remember" | "recall" | "forget" | "letters" | "dropLetters" | "withLetters">} store
 * @property {Promise<void>} identified settled once it is known who uses this phone
 * @property {() => Promise<void>} saved told when something stands on the disk
 * @property {() => void} shown told when there is a notice to look at
 * @property {() => void} nobody told when nobody is known who could give one, or the check is somebody else's
 * @property {() => void} leave asked to go on to the next card
 */

/** @param {string} author @returns {string} where the open notice of a person is kept */
function draftKey(author) {
  return `notice-draft:${author}`;
}

/** The notice screen. */
export class NoticeDesk {
  /** @type {NoticeDraft | null} */
  draft = null;
  #saving = false;
  /** @type {Promise<boolean>} whether the notice filed last was saved; the next one waits for it */
  #filed = Promise.resolve(true);
  #tried = false;

  /**
   * @param {HTMLElement} root
   * @param {DeskParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.form = find(root, "form", HTMLFormElement);
    this.passing = new NoticePassing(part(root, "notice-passing"), {
      language: parts.language, outbox: parts.outbox, store: parts.store,
      author: () => parts.session.author, mail: () => parts.session.known?.mail ?? {}, saved: parts.saved, leave: () => this.#left(),
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#saving) this.#filed = this.#file();
    });
    this.form.addEventListener("input", () => this.#read());
    part(root, "cancel").addEventListener("click", () => void this.#cancel());
    parts.language.listen(() => this.#render());
    parts.session.listen(() => this.#changePerson());
  }

  /** @returns {boolean} whether there is anything to show */
  get stands() {
    return this.draft !== null || this.passing.id !== null;
  }

  /** @returns {boolean} whether a notice is open that must not be taken away */
  get open() {
    return this.draft !== null;
  }

  /**
   * Writes the notice of a check; one with words of its author's own gives way only when its author says so.
   * @param {CardCheck} check
   * @param {string | null} maker who made the check; null when nobody was known then
   * @param {boolean} [otherPerson] whoever compared says that another person than its holder shows the card
   */
  async write(check, maker, otherPerson = false) {
    await this.parts.identified;
    const isFiled = await this.#filed;
    const { known } = this.parts.session;
    if (!known || isAnothers(maker, known.person.id)) return this.parts.nobody();
    if (this.draft && (isStarted(this.draft) || !isFiled) && !window.confirm(this.parts.language.say("ui.form.replace-sure"))) return this.parts.shown();
    const facts = factsOf(check, known.person, isoWithOffset(new Date()), known.practice === true, otherPerson);
    this.#show({ id: crypto.randomUUID(), author: known.person.id, facts, evidence: evidenceOf(check) });
    this.#keep();
    this.parts.shown();
  }

  /** Takes up the notice that its author left open when the page went. */
  async recall() {
    const { author } = this.parts.session;
    const kept = author ? await this.parts.store.recall(draftKey(author)) : undefined;
    if (kept && this.parts.session.author === author) this.#show(/** @type {NoticeDraft} */ (kept));
  }

  /**
   * Opens a notice that was filed; where the phone has let go of its letters, the server's page has them.
   * @param {string} id
   */
  async reopen(id) {
    const { author } = this.parts.session;
    const letters = await this.parts.store.letters(id);
    if (this.parts.session.author !== author) return;
    if (!letters) return location.assign(`/notices/${id}`);
    this.#pass(id, letters);
    await this.parts.saved();
    this.parts.shown();
  }

  /** Closes what belongs to somebody else than who uses this phone now; it is kept for its author. */
  #changePerson() {
    const { author } = this.parts.session;
    if (author && this.draft && this.draft.author !== author) this.#close();
    if (this.passing.author !== author) this.passing.close();
  }

  /** @param {OutboxView} view what was read from the phone's memory */
  follow(view) {
    this.passing.follow(view);
  }

  /**
   * Lets go of letters that both addressees have: of those that a phone switched off in between still keeps.
   * @param {OutboxView} view
   */
  async tidy(view) {
    const done = (await this.parts.store.withLetters()).filter((id) => isWithBoth(passedOn(view, id)));
    for (const id of done) await this.parts.store.dropLetters(id);
  }

  /** @param {NoticeDraft} draft */
  #show(draft) {
    this.draft = draft;
    this.#filed = Promise.resolve(true);
    this.#tried = false;
    this.passing.close();
    this.form.hidden = false;
    this.#lock(false);
    for (const name of /** @type {const} */ (["place", "added"])) this.#field(name).value = draft.facts[name];
    for (const choice of this.form.querySelectorAll("input[name=authority]")) {
      if (choice instanceof HTMLInputElement) choice.checked = choice.value === draft.facts.authority;
    }
    find(this.root, "[data-part=more]", HTMLDetailsElement).open = isStarted(draft) || foundNothing(draft.facts);
    fill(this.root, "notice-problem", null);
    this.#render();
  }

  #close() {
    this.draft = null;
    this.form.hidden = true;
    this.form.reset();
    empty(this.root, ["and-employer", "letter-authority", "letter-employer"]);
  }

  #left() {
    this.passing.close();
    this.form.hidden = this.draft === null;
    this.parts.leave();
  }

  /** @returns {NoticeText | null} the notice as it stands on the screen */
  #text() {
    const { current, say } = this.parts.language;
    return this.draft && textOf(this.draft.facts, current, say);
  }

  #render() {
    const text = this.#text();
    if (!this.draft || !text) return;
    const { say } = this.parts.language;
    const { facts } = this.draft;
    fill(this.root, "unanswered", foundNothing(facts) ? say("ui.notify.unanswered") : null);
    fill(this.root, "and-employer", say("ui.notify.and-employer", { name: company(facts, say) || say("ui.letter.unknown") }));
    fill(this.root, "letter-authority-title", say("ui.notify.letter-authority", { name: say(`ui.letter.authority.${facts.authority}`) }));
    fill(this.root, "letter-authority", text.to_authority);
    fill(this.root, "letter-employer", text.to_employer);
    const problems = noticeProblemsOf(facts).filter(({ key }) => this.#tried || key !== MISSING);
    for (const name of /** @type {const} */ (["place", "added"])) {
      const problem = problems.find(({ field }) => field === name);
      fill(this.root, `problem-${name}`, problem ? say(problem.key) : null);
      this.#field(name).setAttribute("aria-invalid", String(Boolean(problem)));
    }
  }

  /** @param {"place" | "added"} name @returns {HTMLInputElement | HTMLTextAreaElement} */
  #field(name) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) return field;
    throw new Error(`the notice has no ${name}`);
  }

  /** Takes what stands in the fields into the notice: its text follows at once. */
  #read() {
    if (!this.draft) return;
    const chosen = new FormData(this.form).get("authority");
    const authority = chosen === "havindustritilsynet" ? chosen : "arbeidstilsynet";
    const facts = { ...this.draft.facts, authority, place: this.#field("place").value, added: this.#field("added").value };
    this.draft = { ...this.draft, facts: /** @type {NoticeDraft["facts"]} */ (facts) };
    this.#render();
    this.#keep();
  }

  /** Keeps the open notice, so that a reload or a flat battery takes nothing; writes end in the order they began. */
  #keep() {
    if (!this.draft || this.#saving) return;
    const { draft } = this;
    this.form.dataset.kept = "false";
    this.parts.store.remember(draftKey(draft.author), draft).then(() => {
      this.form.dataset.kept = String(this.draft === draft);
    }).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      fill(this.root, "notice-problem", this.parts.language.say("ui.storage.draft-not-kept"));
    });
  }

  /** @param {boolean} locked */
  #lock(locked) {
    this.#saving = locked;
    const button = find(this.root, "[data-part=send]", HTMLButtonElement);
    button.disabled = locked;
    button.setAttribute("aria-busy", String(locked));
  }

  /** @returns {Promise<boolean>} whether the notice stands in the outbox */
  async #file() {
    const { draft } = this;
    const text = this.#text();
    if (!draft || !text) return false;
    const wrong = noticeProblemsOf(draft.facts)[0];
    if (wrong) {
      this.#tried = true;
      this.#render();
      find(this.root, "[data-part=more]", HTMLDetailsElement).open = true;
      this.#field(wrong.field).focus();
      return false;
    }
    this.#lock(true);
    const saved = await this.parts.outbox.save(filingOf(draft, text));
    this.#lock(false);
    if (saved.ok) await this.#forget(draft.author);
    // Who filed it may have gone meanwhile: the screen is somebody else's then.
    if (this.draft?.id === draft.id) await this.#end(saved, text);
    else if (saved.ok) await this.parts.saved();
    return saved.ok;
  }

  /** @param {Saved} saved @param {NoticeText} text */
  async #end(saved, text) {
    if (!saved.ok) return fill(this.root, "notice-problem", this.parts.language.say(saved.key)).focus();
    this.#close();
    this.#pass(saved.id, text);
    await this.parts.saved();
    part(this.root, "passing-state").focus();
    scrollTo(0, 0);
  }

  /** @param {string} id @param {NoticeText} letters */
  #pass(id, letters) {
    this.form.hidden = true;
    this.passing.show(id, letters);
  }

  async #cancel() {
    if (!this.draft || this.#saving) return;
    if (isStarted(this.draft) && !window.confirm(this.parts.language.say("ui.form.drop-sure"))) return;
    const { author } = this.draft;
    this.#close();
    await this.#forget(author);
    history.back();
  }

  /** A notice that stands in the outbox is no draft any more; one that cannot be forgotten is only offered again. @param {string} author */
  async #forget(author) {
    try {
      await this.parts.store.forget(draftKey(author));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

/** @param {NoticeDraft} draft @returns {boolean} whether its author has written into it */
function isStarted({ facts }) {
  return facts.place.trim() !== "" || facts.added.trim() !== "";
}
