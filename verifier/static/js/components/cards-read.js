/** Cards that the phone read and nobody judged yet: one that could not be checked, or several to choose from. Never a verdict. */

/** @import { Api, Failure } from "../device/api.js" */
/** @import { Language } from "../device/language.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { SeenCard } from "../domain/in_view.js" */

import { isReadNow } from "../domain/in_view.js";
import { copyOf, find, part } from "../device/markup.js";

/** @typedef {{card_number: string | null, choose: () => void}} Choice */
/**
 * @typedef {object} CardsReadParts
 * @property {Pick<Api, "check">} api
 * @property {Language} language
 * @property {() => AbortSignal} ask begins a question, whose answer may cease to be wanted
 * @property {(check: CardCheck, asked: {code: string}) => void} checked
 * @property {(failure: Failure) => void} refused told when asking again would change nothing
 * @property {(status: string, values: Record<string, string>) => void} say
 * @property {(card_number: string) => void} report asked to write a report about the card
 * @property {() => void} next asked to look for another card
 */

/** A busy server that names no time is asked again after so long, milliseconds. */
const BUSY_MS = 4_000;

/** What can be done with cards that were read and not checked. */
export class CardsRead {
  /** @type {SeenCard | null} the card that is to be checked */
  held = null;
  /** When cards were read last, milliseconds since 1970. */
  #readAt = 0;
  /** @type {SeenCard | null} the card that the server is being asked about */
  #asking = null;
  /** @type {Choice[]} */
  #choices = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /**
   * @param {HTMLElement} root
   * @param {CardsReadParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    part(root, "again").addEventListener("click", () => void this.check());
    part(root, "report").addEventListener("click", () => parts.report(this.held?.card_number ?? ""));
    part(root, "next").addEventListener("click", () => parts.next());
    parts.language.listen(() => this.#renderChoices());
  }

  /**
   * Takes the cards of one picture: the only one is checked, several are for the inspector to choose from.
   * @param {SeenCard[]} cards
   */
  take(cards) {
    const [card] = cards;
    this.#readAt = Date.now();
    if (cards.length > 1) return this.choose(cards.map((each) => ({ ...each, choose: () => this.#hold(each) })));
    this.#hold(card ?? null);
  }

  /** @param {SeenCard | null} card */
  #hold(card) {
    this.hide();
    this.held = card;
    void this.check();
  }

  /**
   * Lets the inspector choose between cards that lie side by side; only their numbers are shown.
   * @param {Choice[]} choices
   */
  choose(choices) {
    this.parts.say("several", {});
    this.#show(choices);
  }

  /** Asks the server about the card that was read; one it can't be asked about stays on the screen, unchecked. */
  async check() {
    const card = this.held;
    // Coverage that comes back with this very answer asks for a check, too: one look-up leaves one trace.
    if (!card || card === this.#asking) return;
    clearTimeout(this.#later);
    const signal = this.parts.ask();
    const asked = { code: card.text };
    this.#asking = card;
    const answered = await this.parts.api.check(asked, "", signal, isReadNow(this.#readAt, Date.now()));
    if (this.#asking === card) this.#asking = null;
    if (signal.aborted) return;
    if (answered.kind === "answer") return this.parts.checked(answered.check, asked);
    const busy = answered.kind === "problem" && (answered.status >= 500 || answered.status === 429);
    if (answered.kind === "problem" && !busy) {
      this.hide();
      return this.parts.refused(answered);
    }
    this.#sayUnchecked(card, busy ? "busy" : "no-coverage");
    if (busy) this.#later = setTimeout(() => void this.check(), answered.retryAfter ?? BUSY_MS);
  }

  /** Takes everything away. */
  hide() {
    clearTimeout(this.#later);
    this.root.hidden = true;
    this.held = null;
    this.#choices = [];
  }

  /** @param {SeenCard} card @param {"busy" | "no-coverage"} why */
  #sayUnchecked({ card_number }, why) {
    if (card_number) this.parts.say(`read-${why}`, { number: card_number });
    else this.parts.say(`read-damaged-${why}`, {});
    this.#show([]);
  }

  /** @param {Choice[]} choices */
  #show(choices) {
    this.#choices = choices;
    this.root.hidden = false;
    for (const name of ["again", "report"]) part(this.root, name).hidden = choices.length > 0;
    this.#renderChoices();
  }

  #renderChoices() {
    const { say } = this.parts.language;
    part(this.root, "choices").hidden = this.#choices.length === 0;
    part(this.root, "choices").replaceChildren(...this.#choices.map(({ card_number, choose }) => {
      const item = copyOf("template-card-choice");
      const button = find(item, "button", HTMLButtonElement);
      button.textContent = card_number ? say("ui.scan.choice", { number: card_number }) : say("ui.scan.choice-damaged");
      button.addEventListener("click", choose);
      return item;
    }));
  }
}
