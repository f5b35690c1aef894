/** The verdict screen: outcome in colour, shape and words, the person to compare, the findings, and what may be done. */

/** @import { Language } from "../device/language.js" */
/** @import { Ages } from "../device/ages.js" */
/** @import { CardCheck, FindingName } from "../domain/check.js" */
/** @import { Comparison as Answer, Told } from "../domain/comparison.js" */

import { digitsOf, isOrgNumber } from "../domain/card_number.js";
import { FINDINGS, headlineOf } from "../domain/check.js";
import { setAge } from "../device/ages.js";
import { mayBeCompared } from "../domain/comparison.js";
import { copyOf, empty, fill, find, part, setSymbol } from "../device/markup.js";
import { notAsked } from "../device/not_asked.js";
import { CheckHistory } from "./check-history.js";
import { Comparison } from "./comparison.js";
import { HolderCard } from "./holder-card.js";

/** What tells of a card and its holder. */
const WORDS = ["outcome", "headline", "say", "next", "role-next", "told", "history-callout", "code"];
const FACTS = ["name", "birth-date", "card-number", "issued", "expires", "employer", "org-number", "industries"];
const LISTS = ["not-asked", "history-list", "hint-list", "ground-list", "other-list"];

/**
 * @typedef {object} VerdictParts
 * @property {Language} language
 * @property {Ages} ages
 * @property {(act: "confiscate" | "notify", check: CardCheck) => void} act
 * @property {() => void} next scan the next card
 * @property {(siteOrgNumber: string) => Promise<CardCheck | string>} again checks again; answers the key of what went wrong
 * @property {(check_id: string, answer: Answer) => Promise<Told>} record records whether the person is the one on the card
 * @property {(check: CardCheck) => void} lent asked to report that another person shows the card
 * @property {(check: CardCheck) => void} changed told when the card on the screen was judged anew
 */

/** The verdict screen. */
export class VerdictCard {
  /** @type {CardCheck[]} */
  #checks = [];
  #chosen = 0;

  /**
   * @param {HTMLElement} root
   * @param {VerdictParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.site = find(root, "[data-part=site-field]", HTMLInputElement);
    part(root, "next-card").addEventListener("click", () => parts.next());
    for (const act of /** @type {const} */ (["confiscate", "notify"])) {
      part(root, act).addEventListener("click", () => this.check && parts.act(act, this.check));
    }
    part(root, "site").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#again();
    });
    this.holder = new HolderCard(part(root, "holder-card"), { language: parts.language, changed: () => this.comparison.render() });
    this.history = new CheckHistory(part(root, "check-history"), part(root, "history-callout"), { language: parts.language });
    this.comparison = new Comparison(part(root, "comparison"), {
      language: parts.language, record: parts.record, lent: parts.lent,
      compared: () => this.holder.compared,
      answered: (same) => this.#answered(same),
    });
    parts.language.listen(() => this.check && this.#render(this.check));
  }

  /** @returns {CardCheck | null} the check that is shown */
  get check() {
    return this.#checks[this.#chosen] ?? null;
  }

  /**
   * Shows the checks of one picture; the first one large. Without any, nothing of those before stays in the page.
   * @param {CardCheck[]} checks
   */
  show(checks) {
    this.#checks = checks;
    this.#chosen = 0;
    this.site.value = "";
    fill(this.root, "site-problem", null);
    find(this.root, "[data-part=raw]", HTMLDetailsElement).open = false;
    if (this.check) return this.#render(this.check);
    this.holder.show(null);
    empty(this.root, [...WORDS, ...FACTS, ...LISTS]);
  }

  /** @param {CardCheck} check */
  #render(check) {
    const { say } = this.parts.language;
    const { tone, symbol, outcomeKey, headlineKey, sayKey, nextKey, roleKey } = headlineOf(check);
    const card = part(this.root, "card");
    Object.assign(card.dataset, { outcome: check.outcome, reason: check.reason, clean: String(check.clean === true), tone });
    setSymbol(part(this.root, "head"), symbol);
    fill(this.root, "outcome", say(outcomeKey));
    fill(this.root, "headline", say(headlineKey));
    fill(this.root, "say", say(sayKey));
    fill(this.root, "next", say(nextKey));
    fill(this.root, "role-next", roleKey ? say(roleKey) : null);
    this.holder.show(check.card);
    part(this.root, "site").hidden = !check.card;
    this.history.show(check);
    this.comparison.show(check);
    this.#renderPerson(check);
    for (const name of FINDINGS) this.#renderFinding(name, check);
    this.#renderLists(check);
    for (const act of ["confiscate", "notify"]) part(this.root, act).hidden = !check.acts.includes(act);
    part(this.root, "acts").hidden = check.acts.length === 0;
    fill(this.root, "code", check.code);
    part(this.root, "raw").hidden = !check.code;
    setAge(part(this.root, "checked-at"), check.checked_at, "server");
    this.parts.ages.sayAll(this.root);
  }

  /** In another person's hand no card is used rightfully: the head says that first. @param {CardCheck} check */
  #renderPerson(check) {
    const same = this.comparison.samePerson(check);
    const lent = same === false;
    part(this.root, "card").dataset.asks = String(mayBeCompared(check) && !lent);
    part(this.root, "next-card").dataset.variant = mayBeCompared(check) && same === null ? "secondary" : "primary";
    if (!lent) return;
    const { say } = this.parts.language;
    const reason = say(`reason.${check.reason}.headline`);
    const judged = say("ui.compare.headline-judged", { outcome: say(`outcome.${check.outcome}`), reason });
    part(this.root, "card").dataset.tone = "invalid";
    setSymbol(part(this.root, "head"), "cross");
    fill(this.root, "outcome", say("ui.compare.outcome-other"));
    fill(this.root, "headline", check.outcome === "VALID" ? say("ui.compare.headline-other") : judged);
    fill(this.root, "say", say("ui.compare.say-other"));
    fill(this.root, "next", say("ui.compare.next-other"));
  }

  /** @param {FindingName} name @param {CardCheck} check */
  #renderFinding(name, check) {
    const { say } = this.parts.language;
    const finding = check[name];
    const row = part(this.root, `finding-${name}`);
    Object.assign(row.dataset, { answer: finding.answer, reason: finding.reason });
    setSymbol(row, { GOOD: "small-tick", BAD: "small-cross", UNKNOWN: "small-question" }[finding.answer]);
    fill(row, "answer", say(`answer.${finding.answer}`));
    fill(row, "reason", say(`reason.${finding.reason}.headline`));
    const grounds = finding.consequence === "MAY_CONFISCATE" && !check.acts.includes("confiscate");
    fill(row, "consequence", finding.consequence === "NONE" || grounds ? null : say(`consequence.${finding.consequence}`));
    // A number alone has no signature that could say anything.
    fill(row, "source", finding.source && finding.reason !== "NOT_SIGNED" ? say(`source.${finding.source}`) : null);
    setAge(part(row, "age"), finding.as_of, "server");
  }

  /** @param {CardCheck} check */
  #renderLists(check) {
    const { say } = this.parts.language;
    part(this.root, "not-asked").hidden = check.not_asked.length === 0;
    part(this.root, "not-asked").replaceChildren(...check.not_asked.map((register) => {
      const item = copyOf("template-verdict-not-asked");
      fill(item, "sentence", notAsked(register, check.checked_at, this.parts.language));
      return item;
    }));
    part(this.root, "hints").hidden = check.hints.length === 0;
    part(this.root, "hint-list").replaceChildren(...check.hints.map((hint) => {
      const item = copyOf("template-verdict-hint");
      fill(item, "hint-headline", say(`reason.${hint}.headline`));
      fill(item, "hint-say", say(`reason.${hint}.say`));
      return item;
    }));
    part(this.root, "grounds").hidden = check.grounds.length === 0;
    part(this.root, "ground-list").replaceChildren(...check.grounds.map((legal) => {
      const item = copyOf("template-verdict-ground");
      fill(item, "ground", say(`ground.${legal.ground}`));
      fill(item, "paragraph", legal.paragraph);
      fill(item, "unconfirmed", legal.confirmed ? null : say("ui.ground.unconfirmed"));
      return item;
    }));
    part(this.root, "others").hidden = this.#checks.length < 2;
    part(this.root, "other-list").replaceChildren(...this.#checks.map((other, index) => this.#otherButton(other, index)));
  }

  /** @param {CardCheck} other @param {number} index */
  #otherButton(other, index) {
    const { say } = this.parts.language;
    const item = copyOf("template-verdict-other");
    const button = find(item, "button", HTMLButtonElement);
    button.textContent = other.card?.name ?? other.card?.card_number ?? say(`reason.${other.reason}.headline`);
    button.setAttribute("aria-pressed", String(index === this.#chosen));
    button.addEventListener("click", () => {
      this.#chosen = index;
      this.#render(other);
      find(this.root, "h1", HTMLElement).focus();
    });
    return item;
  }

  /** @param {boolean} same */
  #answered(same) {
    if (this.check) this.#renderPerson(this.check);
    if (same) part(this.root, "next-card").focus({ preventScroll: true });
  }

  async #again() {
    const org = digitsOf(this.site.value);
    const { say } = this.parts.language;
    if (!isOrgNumber(org)) {
      fill(this.root, "site-problem", say(/^\d{9}$/.test(org) ? "ui.verdict.bad-site-digit" : "ui.verdict.bad-site"));
      this.site.setAttribute("aria-invalid", "true");
      return this.site.focus();
    }
    this.site.removeAttribute("aria-invalid");
    const button = find(this.root, "[data-part=site-submit]", HTMLButtonElement);
    button.disabled = true;
    const asked = this.check;
    const answer = await this.parts.again(org);
    button.disabled = false;
    // The next card may be on the screen by now: this answer is not about it.
    if (this.check !== asked || this.root.hidden) return;
    fill(this.root, "site-problem", typeof answer === "string" ? say(answer) : null);
    if (typeof answer === "string") return;
    this.#checks[this.#chosen] = answer;
    this.#render(answer);
    this.parts.changed(answer);
    find(this.root, "h1", HTMLElement).focus();
  }
}
