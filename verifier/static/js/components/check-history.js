/** What earlier checks of the card said within a day; in the head of the verdict whether the answer changed, or another person had it. */

/** @import { Language } from "../device/language.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { HistoryLine } from "../domain/history.js" */

import { changeIn, linesOf, otherIn } from "../domain/history.js";
import { copyOf, fill, part } from "../device/markup.js";

/** The card's last day. */
export class CheckHistory {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} callout where a change is told
   * @param {{language: Language}} parts
   */
  constructor(root, callout, { language }) {
    this.root = root;
    this.callout = callout;
    this.language = language;
  }

  /** @param {CardCheck} check */
  show(check) {
    const { say } = this.language;
    const lines = linesOf(check.history ?? [], check.checked_at);
    const [change, other] = [changeIn(lines, check.outcome), otherIn(lines)];
    this.root.hidden = lines.length === 0;
    this.root.dataset.changed = String(change !== null || other !== null);
    fill(this.root, "history-title", say(change ? "ui.history.changed" : "ui.history.same"));
    part(this.root, "history-list").replaceChildren(...lines.map((line) => this.#line(line)));
    this.#callOut(change, other);
  }

  /** @param {HistoryLine | null} change @param {HistoryLine | null} other */
  #callOut(change, other) {
    const { say } = this.language;
    const said = [];
    if (other) said.push(say("ui.history.callout-other", { when: this.#when(other) }));
    if (change) said.push(say("ui.history.callout", { when: this.#when(change), outcome: say(`outcome.${change.outcome}`) }));
    this.callout.hidden = said.length === 0;
    this.callout.textContent = said.join(" ");
  }

  /** @param {HistoryLine} line */
  #line({ outcome, reason, other, today, times }) {
    const { say } = this.language;
    const item = copyOf("template-history-line");
    item.dataset.outcome = outcome;
    fill(item, "history-time", say("ui.history.checked", { when: this.#when({ today, times: [times.join(", ")] }) }));
    fill(item, "history-outcome", say(`outcome.${outcome}`));
    item.dataset.other = String(other);
    fill(item, "history-reason", say(`reason.${reason}.headline`));
    fill(item, "history-other", other ? say("ui.history.other") : null);
    return item;
  }

  /** @param {Pick<HistoryLine, "today" | "times">} line its newest time is said */
  #when({ today, times: [time = ""] }) {
    return this.language.say(today ? "ui.history.today" : "ui.history.yesterday", { time });
  }
}
