/** The phone's own memory: reports on their way, receipts, the draft, and a few settings. */

/** @import { ReportState, ReportEvent, Receipt } from "../domain/queue.js" */
/** @import { FrozenReport, Draft, Act, Notified } from "../domain/report.js" */
/** @import { Authority, NoticeText } from "../domain/notice.js" */

import { next } from "../domain/queue.js";
import { Database, answered } from "./database.js";

/**
 * What a list shows of a report; of a notice with letters also whom it goes to, of a notice passed on what was said.
 * @typedef {{act: Act, card_number: string | null, holder: string | null,
 *   notice?: {authority: Authority, employer: string | null}, notified?: Notified}} Summary
 */

/**
 * @typedef {object} ListedReport
 * @property {string} id
 * @property {string} author
 * @property {number} counter
 * @property {string} made_at ISO 8601
 * @property {string} sha256 hex
 * @property {ReportState} state
 * @property {number} tries
 * @property {string | null} code why the last attempt did not succeed
 * @property {string} detail the server's own words about it
 * @property {Summary} summary
 */

/** @typedef {ListedReport & {body: ArrayBuffer}} StoredReport */
/** @typedef {Receipt & {author: string, made_at: string, summary: Summary}} StoredReceipt */

const NAME = "kortsjekk";
const VERSION = 1;

/**
 * Schema by version; only ever added to, so that rows of an older app stay readable.
 * Bodies lie apart: lists and steps of a long queue then touch small rows only.
 * @param {IDBDatabase} db
 * @param {number} from the version found
 */
function upgrade(db, from) {
  if (from < 1) {
    db.createObjectStore("report", { keyPath: "id" });
    db.createObjectStore("body");
    db.createObjectStore("receipt", { keyPath: "id" }).createIndex("author", "author");
    db.createObjectStore("draft", { keyPath: "author" });
    db.createObjectStore("meta");
  }
}

/** @param {string} id of a notice @returns {string} where its letters are kept */
function lettersKey(id) {
  return `letters:${id}`;
}

/** The phone's memory; one instance for a page or a worker. */
export class Store {
  #database;

  /** @param {IDBFactory} factory */
  constructor(factory) {
    this.#database = new Database(factory, { name: NAME, version: VERSION, upgrade });
  }

  /** Closes the connection; the next call opens it again. */
  close() {
    return this.#database.close();
  }

  /** Writes, reads back and removes a value; throws what the phone throws when it can't keep anything. */
  async selfTest() {
    // A key of its own: another tab may test itself at the same moment.
    const key = `self-test-${crypto.randomUUID()}`;
    await this.remember(key, 1);
    const found = await this.recall(key);
    await this.forget(key);
    if (found !== 1) throw new DOMException("the phone does not keep what is written", "NotReadableError");
  }

  /** @param {string} key @param {unknown} value */
  remember(key, value) {
    return this.#database.run(["meta"], "readwrite", ({ meta }) => answered(meta.put(value, key)));
  }

  /** @param {string} key @returns {Promise<unknown>} undefined when nothing is kept under the key */
  recall(key) {
    return this.#database.run(["meta"], "readonly", ({ meta }) => answered(meta.get(key)));
  }

  /** @param {string} key */
  forget(key) {
    return this.#database.run(["meta"], "readwrite", ({ meta }) => answered(meta.delete(key)));
  }

  /** @param {string} id of a notice @returns {Promise<NoticeText | null>} null once both addressees have theirs */
  async letters(id) {
    return /** @type {NoticeText | undefined} */ (await this.recall(lettersKey(id))) ?? null;
  }

  /** @returns {Promise<string[]>} ids of the notices whose letters are kept here */
  async withLetters() {
    const keys = await this.#database.run(["meta"], "readonly", ({ meta }) => answered(meta.getAllKeys()));
    const start = lettersKey("");
    return keys.map(String).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }

  /** @param {string} id of a notice whose letters have reached both */
  dropLetters(id) {
    return this.forget(lettersKey(id));
  }

  /** @returns {Promise<number>} one more than ever before on this phone */
  nextCounter() {
    return this.#database.run(["meta"], "readwrite", async ({ meta }) => {
      const counter = Number((await answered(meta.get("counter"))) ?? 0) + 1;
      await answered(meta.put(counter, "counter"));
      return counter;
    });
  }

  /** @param {Draft} draft kept as the one draft of its author */
  keepDraft(draft) {
    return this.#database.run(["draft"], "readwrite", ({ draft: drafts }) => answered(drafts.put(draft)));
  }

  /** @param {string} author @returns {Promise<Draft | undefined>} */
  draftOf(author) {
    return this.#database.run(["draft"], "readonly", ({ draft }) => answered(draft.get(author)));
  }

  /** @param {string} author */
  dropDraft(author) {
    return this.#database.run(["draft"], "readwrite", ({ draft }) => answered(draft.delete(author)));
  }

  /**
   * Saves a frozen report and drops its draft, whole or not at all; the same report a second time changes nothing.
   * @param {FrozenReport} report
   * @param {Summary} summary
   * @param {{letters?: NoticeText | null, isForm?: boolean}} [beside] letters: kept until both addressees have them;
   *   isForm: it came from the form, whose draft it takes away
   * @returns {Promise<boolean>} false when another report holds this id, sent or unsent; then nothing is written
   */
  save({ id, author, counter, made_at, sha256, body }, summary, { letters = null, isForm = true } = {}) {
    /** @type {ListedReport} */
    const row = { id, author, counter, made_at, sha256, summary, state: "QUEUED", tries: 0, code: null, detail: "" };
    return this.#database.run(["report", "body", "receipt", "draft", "meta"], "readwrite", async (stores) => {
      const holder = await hashUnder(stores, id);
      if (holder !== undefined && holder !== sha256) return false;
      if (holder === undefined) {
        await answered(stores.report.add(row));
        await answered(stores.body.put(body.slice().buffer, id));
      }
      if (letters) await answered(stores.meta.put(letters, lettersKey(id)));
      if (isForm) await answered(stores.draft.delete(author));
      return true;
    });
  }

  /**
   * Whether a report is kept here: as its own bytes, or as the receipt that took their place.
   * @param {{id: string, sha256: string}} report
   * @returns {Promise<boolean>}
   */
  holds({ id, sha256 }) {
    return this.#database.run(["report", "body", "receipt"], "readonly", async (stores) => {
      if ((await hashUnder(stores, id)) !== sha256) return false;
      const waits = (await answered(stores.report.count(id))) > 0;
      return !waits || (await answered(stores.body.count(id))) > 0;
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<StoredReport | undefined>} with an empty body where the phone lost it: its hash tells
   */
  report(id) {
    return this.#database.run(["report", "body"], "readonly", async ({ report, body }) => {
      /** @type {ListedReport | undefined} */
      const row = await answered(report.get(id));
      return row && { ...row, body: (await answered(body.get(id))) ?? new ArrayBuffer(0) };
    });
  }

  /** @returns {Promise<ListedReport[]>} every report not yet received, in the order they were made */
  async unsent() {
    /** @type {ListedReport[]} */
    const rows = await this.#database.run(["report"], "readonly", ({ report }) => answered(report.getAll()));
    return rows.sort((a, b) => a.counter - b.counter);
  }

  /**
   * Notes a report's next step; a step that has no meaning in its state changes nothing.
   * @param {string} id
   * @param {ReportEvent} event
   * @param {{code?: string | null, detail?: string}} [why]
   * @returns {Promise<ListedReport | null>} the row as it now stands
   */
  step(id, event, { code = null, detail = "" } = {}) {
    return this.#database.run(["report"], "readwrite", async ({ report }) => {
      /** @type {ListedReport | undefined} */
      const row = await answered(report.get(id));
      const state = row && next(row.state, event);
      if (!row || !state) return null;
      const moved = { ...row, state, code, detail, tries: row.tries + (event === "send" ? 1 : 0) };
      await answered(report.put(moved));
      return moved;
    });
  }

  /**
   * Writes the receipt and removes report and body, all or nothing.
   * @param {Receipt} receipt
   * @returns {Promise<boolean>} false, and nothing changed, when it is not the receipt of a report kept here
   */
  settle(receipt) {
    return this.#database.run(["report", "body", "receipt"], "readwrite", async (stores) => {
      /** @type {ListedReport | undefined} */
      const row = await answered(stores.report.get(receipt.id));
      if (row?.sha256 !== receipt.sha256) return false;
      const { author, made_at, summary } = row;
      await answered(stores.receipt.put({ ...receipt, author, made_at, summary: { ...summary, holder: null } }));
      await answered(stores.report.delete(receipt.id));
      await answered(stores.body.delete(receipt.id));
      return true;
    });
  }

  /**
   * @param {string} author
   * @returns {Promise<StoredReceipt[]>} newest first
   */
  async receipts(author) {
    /** @type {StoredReceipt[]} */
    const mine = await this.#database.run(["receipt"], "readonly", ({ receipt }) => answered(receipt.index("author").getAll(author)));
    return mine.sort((a, b) => b.number - a.number);
  }
}

/**
 * The hash of the report that holds an id, whether it still waits or was received.
 * @param {Record<string, IDBObjectStore>} stores
 * @param {string} id
 * @returns {Promise<string | undefined>}
 */
async function hashUnder({ report, receipt }, id) {
  return ((await answered(report.get(id))) ?? (await answered(receipt.get(id))))?.sha256;
}
