/** "Is this the person on the card?": asked where the thumb is, answered once, and told with its time. */

/** @import { Language } from "../device/language.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { ComparedWith, Comparison as Answer, Told } from "../domain/comparison.js" */

import { mayBeCompared } from "../domain/comparison.js";
import { timeOfDay } from "../domain/time_of_day.js";
import { fill, part } from "../device/markup.js";

/**
 * @typedef {object} ComparisonParts
 * @property {Language} language
 * @property {(check_id: string, answer: Answer) => Promise<Told>} record
 * @property {() => ComparedWith} compared what the person can be compared with now
 * @property {(check: CardCheck) => void} lent asked to write a report: another person shows the card
 * @property {(same: boolean) => void} answered told at once when an answer was tapped
 */

/** The question about the person, and its answer. */
export class Comparison {
  /** @type {CardCheck | null} */
  #check = null;
  /** Answers given on this screen, by check: null while one is on its way. @type {Map<string, {same: boolean, told: Told | null}>} */
  #answers = new Map();

  /**
   * @param {HTMLElement} root
   * @param {ComparisonParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    part(root, "same").addEventListener("click", () => void this.#answer(true));
    part(root, "other").addEventListener("click", () => void this.#answer(false));
    part(root, "lent").addEventListener("click", () => this.#check && parts.lent(this.#check));
  }

  /** @param {CardCheck} check @returns {boolean | null} whether it is the person; null where nobody said */
  samePerson(check) {
    return this.#answers.get(check.check_id ?? "")?.same ?? null;
  }

  /** @param {CardCheck} check */
  show(check) {
    if (check.check_id !== this.#check?.check_id) part(this.root, "told").textContent = "";
    this.#check = check;
    this.render();
  }

  /** An answer that waited was recorded, or refused. @param {string} check_id @param {Told} told */
  settle(check_id, told) {
    const answer = this.#answers.get(check_id);
    if (!answer) return;
    answer.told = told;
    this.render();
  }

  /** Says what there is to say in the language of now, about the picture that is there now. */
  render() {
    const check = this.#check;
    if (!check) return;
    const { say } = this.parts.language;
    const answer = this.#answers.get(check.check_id ?? "");
    const asks = mayBeCompared(check) && !answer;
    this.root.dataset.state = answer ? (answer.same ? "same" : "other") : asks ? "asked" : "none";
    this.root.dataset.told = answer?.told?.kind ?? "";
    fill(this.root, "question", asks ? say(`ui.compare.question-${this.parts.compared()}`) : null);
    part(this.root, "answers").hidden = !asks;
    part(this.root, "lent").hidden = answer?.same !== false;
    const unkept = check.card_number !== null && !check.check_id;
    // Not hidden and shown: what appears in it is read out.
    part(this.root, "told").textContent = answer ? this.#said(check, answer.same, answer.told) : unkept ? say("ui.compare.unkept") : "";
  }

  /** @param {CardCheck} check @param {boolean} same @param {Told | null} told */
  #said(check, same, told) {
    const { say } = this.parts.language;
    if (!told) return say("ui.compare.sending");
    if (told.kind === "refused") return say(told.key);
    const key = same ? (check.outcome === "VALID" ? "in-order" : "same") : "other";
    const said = say(`ui.compare.told-${key}`, { time: timeOfDay(told.at) });
    return told.kind === "waits" ? `${said} ${say("ui.compare.waits")}` : said;
  }

  /** @param {boolean} same */
  async #answer(same) {
    const check = this.#check;
    const id = check?.check_id;
    if (!check || !id || this.#answers.has(id)) return;
    const told = this.parts.record(id, { same_person: same, compared_with: this.parts.compared() });
    this.#answers.set(id, { same, told: null });
    this.render();
    // The way on does not wait for the network: the phone keeps the answer.
    this.parts.answered(same);
    if (!same) this.parts.lent(check);
    this.settle(id, await told);
  }
}
