/** The queue screen: every report on this phone, its state in words, and what to do about it. */

/** @import { Language } from "../device/language.js" */
/** @import { Ages } from "../device/ages.js" */
/** @import { Outbox, OutboxView } from "../device/outbox.js" */
/** @import { ListedReport, StoredReceipt, Summary } from "../device/store.js" */

import { setAge } from "../device/ages.js";
import { copyOf, fill, find, part, setSymbol } from "../device/markup.js";
import { ADDRESSEES } from "../domain/notice.js";
import { passedOn, pendingOf, wentAs } from "../domain/passed_on.js";

const RECEIPTS_SHOWN = 20;

/** @typedef {{language: Language, ages: Ages, outbox: Pick<Outbox, "send" | "retry" | "file" | "lastEnd">, reopen: (id: string) => void}} QueueParts reopen: asked to show a notice */

/** The queue screen. */
export class QueueList {
  /** @type {OutboxView} */
  #view = { reports: [], receipts: [], others: 0 };

  /**
   * @param {HTMLElement} root
   * @param {QueueParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    part(root, "send").addEventListener("click", () => parts.outbox.send());
    parts.language.listen(() => this.#say());
  }

  /** @param {OutboxView} view what was read from the phone's memory */
  render(view) {
    this.#view = view;
    this.#say();
    this.root.dataset.read = "true";
  }

  #say() {
    const view = this.#view;
    const { say } = this.parts.language;
    const waiting = view.reports.length;
    fill(this.root, "summary", waiting ? say("ui.queue.waiting", { n: waiting }) : say(view.others ? "ui.queue.none-of-yours" : "ui.queue.none-waiting"));
    fill(this.root, "others", view.others ? say("ui.queue.others", { n: view.others }) : null);
    fill(this.root, "why", waiting ? this.#why() : null);
    part(this.root, "send").hidden = waiting === 0;
    part(this.root, "sign-in").hidden = !(waiting && this.parts.outbox.lastEnd?.end === "sign-in");
    // That a notice was passed on is told at the notice, once it is received.
    const receipts = view.receipts.filter(({ summary }) => !summary.notified).slice(0, RECEIPTS_SHOWN);
    const pending = pendingOf(view);
    fill(this.root, "pending", pending ? say("ui.notify.pending", { n: pending }) : null);
    part(this.root, "empty").hidden = waiting + receipts.length > 0;
    this.#keepFocus(() => part(this.root, "list").replaceChildren(
      ...view.reports.map((report) => this.#waitingItem(report)),
      ...receipts.map((receipt) => this.#receivedItem(receipt)),
    ));
    this.parts.ages.sayAll(this.root);
  }

  /** Redraws without losing the button that has the focus. @param {() => void} redraw */
  #keepFocus(redraw) {
    const active = document.activeElement;
    const id = active?.closest("[data-id]")?.getAttribute("data-id");
    const name = active?.getAttribute("data-part");
    redraw();
    if (!id || !name) return;
    const again = this.root.querySelector(`[data-id="${CSS.escape(id)}"] [data-part="${name}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @returns {string | null} why the last round stopped */
  #why() {
    const end = this.parts.outbox.lastEnd;
    if (end?.end === "sign-in") return this.parts.language.say("ui.queue.why.sign-in");
    if (end?.end !== "later") return null;
    const known = ["unreachable", "timeout", "foreign", "foreign-answer", "busy", "damaged", "storage"];
    return this.parts.language.say(`ui.queue.why.${known.includes(end.code) ? end.code : "other"}`);
  }

  /** @param {ListedReport} report */
  #waitingItem(report) {
    const { say } = this.parts.language;
    const item = this.#item(report.id, report.state, report.summary);
    setSymbol(item, report.state === "NEEDS_ATTENTION" ? "attention" : "waiting");
    fill(item, "state", say(`ui.state.${report.state}`));
    fill(item, "holder", report.summary.holder);
    setAge(part(item, "age"), report.made_at, "phone");
    const attention = report.state === "NEEDS_ATTENTION";
    fill(item, "reason", attention ? say(`problem.${report.code}`) : null);
    fill(item, "detail", attention && report.detail ? say("ui.queue.server-said", { detail: report.detail }) : null);
    fill(item, "next", attention ? say("ui.queue.attention-next") : null);
    part(item, "actions").hidden = false;
    part(item, "retry").hidden = !attention;
    part(item, "retry").addEventListener("click", () => void this.parts.outbox.retry(report.id));
    part(item, "export").addEventListener("click", () => void this.#export(report.id));
    return item;
  }

  /** @param {StoredReceipt} receipt */
  #receivedItem(receipt) {
    const { say } = this.parts.language;
    const item = this.#item(receipt.id, "RECEIVED", receipt.summary);
    item.dataset.number = String(receipt.number);
    setSymbol(item, "received");
    fill(item, "state", say("ui.state.RECEIVED", { number: receipt.number }));
    setAge(part(item, "age"), receipt.received_at, "server");
    return item;
  }

  /**
   * @param {string} id
   * @param {string} state
   * @param {Summary} summary
   */
  #item(id, state, summary) {
    const { say } = this.parts.language;
    const item = copyOf("template-queue-item");
    Object.assign(item.dataset, { id, state, number: "" });
    fill(item, "act", say(`ui.act.${summary.act}`));
    fill(item, "card", summary.card_number ? say("ui.queue.card", { number: summary.card_number }) : null);
    this.#sayNotice(item, id, summary);
    for (const button of item.querySelectorAll("[data-say]")) button.textContent = say(button.getAttribute("data-say") ?? "");
    return item;
  }

  /** Of a notice: whether each addressee has it. @param {HTMLElement} item @param {string} id @param {Summary} summary */
  #sayNotice(item, id, { notice, notified }) {
    const { say } = this.parts.language;
    const name = { authority: notice ? say(`ui.letter.authority.${notice.authority}`) : "", employer: notice?.employer ?? say("ui.verdict.employer") };
    const passed = passedOn(this.#view, id);
    part(item, "open").hidden = !notice;
    part(item, "open").addEventListener("click", () => this.parts.reopen(id));
    for (const addressee of ADDRESSEES) {
      const done = passed[addressee];
      const how = done ? wentAs(done, say) : say("ui.notify.not-yet");
      fill(item, addressee, notice ? `${name[addressee]}: ${how}` : null).dataset.notified = String(Boolean(done));
    }
    if (notified) fill(item, "card", notified.how === "other" ? null : say(`ui.notify.how.${notified.how}`));
  }

  /** Hands the exact bytes of a report over as a file. @param {string} id */
  async #export(id) {
    const file = await this.parts.outbox.file(id);
    if (!file) return;
    const link = find(this.root, "[data-part=download]", HTMLAnchorElement);
    const address = URL.createObjectURL(file);
    Object.assign(link, { href: address, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}
