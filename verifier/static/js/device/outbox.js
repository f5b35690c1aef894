/** The outbox: saves reports on the phone, counts what waits, and keeps the sending going. */

/** @import { Filing, FrozenReport } from "../domain/report.js" */
/** @import { Store, ListedReport, StoredReceipt, Summary } from "./store.js" */
/** @import { Api } from "./api.js" */
/** @import { Locks, RoundEnd } from "./upload.js" */

import { freeze, isoWithOffset } from "../domain/report.js";
import { Sender } from "./upload.js";

const CHANNEL = "kortsjekk-outbox";
const OFFSET = "server-offset";

/**
 * What the badge and the queue show.
 * @typedef {object} OutboxView
 * @property {ListedReport[]} reports this person's reports not yet received
 * @property {StoredReceipt[]} receipts newest first
 * @property {number} others reports of other people on this phone
 */

/** @typedef {{ok: true, id: string} | {ok: false, key: string}} Saved id: what it was saved under; key of the sentence that says why not */

/**
 * The sentence for an error of the phone's storage.
 * @param {unknown} error
 * @returns {string}
 */
export function storageKey(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return "ui.storage.full";
  if (name === "VersionError") return "ui.storage.newer";
  return "ui.storage.unavailable";
}

/**
 * What lists show of a report.
 * @param {Filing} draft
 * @returns {Summary}
 */
function summaryOf({ act, card_number, holder_name, employer, notice, notified }) {
  return {
    act, card_number: card_number.trim() || null, holder: holder_name.trim() || null,
    ...(notice ? { notice: { authority: notice.authority, employer: employer || null } } : {}),
    ...(notified ? { notified } : {}),
  };
}

/** Saves, lists and sends reports for the app. */
export class Outbox {
  /** @type {RoundEnd | null} how the last round ended */
  lastEnd = null;
  /** @type {(() => void)[]} */
  #listeners = [];

  /**
   * @param {{store: Store, api: Api, locks: Locks, author: () => string | null, version: () => Promise<string>}} parts
   */
  constructor({ store, api, locks, author, version }) {
    this.store = store;
    this.author = author;
    this.version = version;
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = () => this.#tell();
    this.sender = new Sender({
      store, api, locks, random: Math.random,
      changed: () => this.#changed(),
      ended: (end) => this.#ended(end),
    });
  }

  /** @param {() => void} listener told whenever a report moves */
  listen(listener) {
    this.#listeners.push(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }

  #changed() {
    this.channel.postMessage("changed");
    this.#tell();
  }

  /** @param {RoundEnd} end */
  #ended(end) {
    this.lastEnd = end;
    this.#tell();
  }

  /** Keeps the last known difference between the server's clock and ours. @param {number} offset milliseconds */
  async noteClock(offset) {
    await this.store.remember(OFFSET, offset);
  }

  /**
   * Freezes the draft and saves it; "ok" only after the bytes stand on the disk and were found there.
   * @param {Filing} draft
   * @returns {Promise<Saved>}
   */
  async save(draft) {
    if (draft.author !== this.author()) return { ok: false, key: "ui.storage.other-author" };
    let report;
    try {
      report = await this.#written(draft);
      if (!(await this.store.holds(report))) return { ok: false, key: "ui.storage.unavailable" };
    } catch (error) {
      if (error instanceof DOMException) return { ok: false, key: storageKey(error) };
      throw error;
    }
    this.#changed();
    this.send();
    return { ok: true, id: report.id };
  }

  /**
   * Writes the report. Two tabs may have the same draft open: what the second one says is then a report of its own,
   * because the first is frozen and perhaps already received.
   * @param {Filing} draft
   * @returns {Promise<FrozenReport>}
   */
  async #written(draft) {
    const offset = await this.store.recall(OFFSET);
    const circumstances = {
      made_at: isoWithOffset(new Date()),
      server_offset_ms: typeof offset === "number" ? offset : null,
      counter: await this.store.nextCounter(),
      app_version: await this.version(),
    };
    const beside = { letters: draft.notice ?? null, isForm: !draft.notice && !draft.notified };
    const report = await freeze(draft, circumstances);
    if (await this.store.save(report, summaryOf(draft), beside)) return report;
    const other = await freeze({ ...draft, id: crypto.randomUUID() }, circumstances);
    await this.store.save(other, summaryOf(draft), beside);
    return other;
  }

  /** Starts sending; what comes of it is told to the listeners. */
  send() {
    void this.sender.wake();
  }

  /** Puts a report that needed attention back in the queue. @param {string} id */
  async retry(id) {
    await this.store.step(id, "retry");
    this.#changed();
    this.send();
  }

  /** @returns {Promise<OutboxView>} */
  async view() {
    const author = this.author();
    const all = await this.store.unsent();
    const reports = all.filter((report) => report.author === author);
    return { reports, receipts: author ? await this.store.receipts(author) : [], others: all.length - reports.length };
  }

  /**
   * The exact bytes of a report, to be carried by hand.
   * @param {string} id
   * @returns {Promise<File | null>}
   */
  async file(id) {
    const report = await this.store.report(id);
    return report ? new File([report.body], `kortsjekk-${id}.json`, { type: "application/json" }) : null;
  }

  /** Sends at start, when the network or the user comes back, and when the worker asks. */
  watch() {
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.send();
    });
    this.send();
  }
}
