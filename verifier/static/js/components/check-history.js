/** What earlier checks of the card said within a day, and in the head of the verdict whether the answer changed since. */

/** @import { Language } from "../device/language.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { HistoryLine } from "../domain/history.js" */

import { changeIn, linesOf } from "../domain/history.js";
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
    const change = changeIn(lines, check.outcome);
    this.root.hidden = lines.length === 0;
    this.root.dataset.changed = String(change !== null);
    fill(this.root, "history-title", say(change ? "ui.history.changed" : "ui.history.same"));
    part(this.root, "history-list").replaceChildren(...lines.map((line) => this.#line(line)));
    this.callout.hidden = change === null;
    const [time] = change?.times ?? [];
    this.callout.textContent = change
      ? say("ui.history.callout", { when: this.#when(change.today, time ?? ""), outcome: say(`outcome.${change.outcome}`) })
      : "";
  }

  /** @param {HistoryLine} line */
  #line({ outcome, reason, today, times }) {
    const { say } = this.language;
    const item = copyOf("template-history-line");
    item.dataset.outcome = outcome;
    fill(item, "history-time", say("ui.history.checked", { when: this.#when(today, times.join(", ")) }));
    fill(item, "history-outcome", say(`outcome.${outcome}`));
    fill(item, "history-reason", say(`reason.${reason}.headline`));
    return item;
  }

  /** @param {boolean} today @param {string} time */
  #when(today, time) {
    return this.language.say(today ? "ui.history.today" : "ui.history.yesterday", { time });
  }
}
