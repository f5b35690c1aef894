/** The verdict screen as a whole: what was asked and by whom, asking again, and that all of it goes when the person does. */

/** @import { Asked } from "./scan-viewer.js" */
/** @import { VerdictParts } from "./verdict-card.js" */
/** @import { Api } from "../device/api.js" */
/** @import { Feedback } from "../device/feedback.js" */
/** @import { Session } from "../device/session.js" */
/** @import { CardCheck } from "../domain/check.js" */

import { inOrderOfUse, toneOf } from "../domain/check.js";
import { VerdictCard } from "./verdict-card.js";

/**
 * @typedef {object} DeskParts
 * @property {Pick<Api, "check">} api
 * @property {Pick<Session, "author">} session
 * @property {Feedback} feedback
 * @property {() => void} shown told when there is a verdict to look at
 * @property {(act: "confiscate" | "notify", check: CardCheck, maker: string | null) => void} act maker: who made the check, null while nobody was known
 * @property {(check: CardCheck, maker: string | null) => void} lent asked to report that another person shows the card
 */

/** The verdict screen. */
export class VerdictDesk {
  /** @type {Asked | null} null when a picture was asked about */
  #asked = null;
  /** @type {string | null} who made the checks on the screen */
  #maker = null;
  /** @type {string | null} who used this phone when it was last told */
  #person = null;

  /**
   * @param {HTMLElement} root
   * @param {DeskParts & Omit<VerdictParts, "again" | "changed" | "act" | "lent">} parts
   */
  constructor(root, parts) {
    this.parts = parts;
    this.card = new VerdictCard(root, {
      ...parts,
      again: (siteOrgNumber) => this.#again(siteOrgNumber),
      changed: (check) => parts.feedback.give(toneOf(check)),
      act: (act, check) => parts.act(act, check, this.#maker),
      lent: (check) => parts.lent(check, this.#maker),
    });
  }

  /** @returns {CardCheck | null} the check that is shown */
  get check() {
    return this.card.check;
  }

  /** @returns {VerdictCard["comparison"]} */
  get comparison() {
    return this.card.comparison;
  }

  /**
   * @param {CardCheck[]} checks
   * @param {Asked | null} asked null when a picture was asked about
   */
  show(checks, asked) {
    const ordered = inOrderOfUse(checks);
    this.#asked = asked;
    this.#maker = this.parts.session.author;
    this.card.show(ordered);
    this.parts.shown();
    const first = ordered[0];
    if (first) this.parts.feedback.give(toneOf(first));
  }

  /**
   * Takes the verdict away when somebody else uses this phone now; one who was not known before is nobody else.
   * @returns {boolean} whether it is somebody else
   */
  changePerson() {
    const { author } = this.parts.session;
    const isOther = this.#person !== null && author !== this.#person;
    this.#person = author;
    if (isOther) this.#clear();
    return isOther;
  }

  #clear() {
    this.#asked = this.#maker = null;
    this.card.show([]);
  }

  /** Checks the card on the screen again for another company. @param {string} siteOrgNumber */
  async #again(siteOrgNumber) {
    const code = this.check?.code;
    // A number that was typed is asked for as one again, with its purpose: as a code it would pass for a card that was read.
    const question = code && !(this.#asked && "card_number" in this.#asked) ? { code } : this.#asked;
    if (!question) return "ui.verdict.again-failed";
    const answered = await this.parts.api.check(question, siteOrgNumber);
    return answered.kind === "answer" ? answered.check : "ui.verdict.again-failed";
  }
}
