/** Answers to "is this the person on the card?": kept on the phone until the server has recorded them. No name, no number. */

/** @import { Api } from "./api.js" */
/** @import { Connection } from "./connection.js" */
/** @import { Session } from "./session.js" */
/** @import { Comparison, Told } from "../domain/comparison.js" */

import { toldOf } from "../domain/comparison.js";
import { Database, answered } from "./database.js";

/** @typedef {Comparison & {check_id: string, author: string, given: string}} WaitingAnswer given: ISO 8601 */

const NAME = "kortsjekk-comparisons";
const VERSION = 1;
/** Another person's answer waits no longer than any server keeps the check, milliseconds. Of one's own the server decides: clocks err. */
const OTHERS_MS = 30 * 86_400_000;

/**
 * @param {IDBDatabase} db
 * @param {number} from the version found
 */
function upgrade(db, from) {
  if (from < 1) db.createObjectStore("answer", { keyPath: "check_id" });
}

/** Records comparisons, now or when coverage is back; the same one may be sent twice, which the server knows. */
export class Comparisons {
  #database;
  #sending = false;
  /** Whether coverage or the person came back while a round ran. */
  #again = false;

  /**
   * @param {{factory: IDBFactory, api: Pick<Api, "compare" | "me">, session: Pick<Session, "state" | "author" | "listen">, now: () => number, settled: (check_id: string, told: Told) => void}} parts
   *   now: the server's time as far as it is known, milliseconds since 1970; settled: told when an answer that waited was recorded or refused
   */
  constructor({ factory, api, session, now, settled }) {
    this.#database = new Database(factory, { name: NAME, version: VERSION, upgrade });
    this.api = api;
    this.session = session;
    this.now = now;
    this.settled = settled;
  }

  /**
   * Records an answer; one that can't be sent waits on the phone.
   * @param {string} check_id
   * @param {Comparison} comparison
   * @returns {Promise<Told>}
   */
  async record(check_id, comparison) {
    const { author } = this.session;
    const given = new Date(this.now()).toISOString();
    if (!author) return { kind: "refused", key: "ui.compare.refused" };
    const row = { check_id, author, given, same_person: comparison.same_person, compared_with: comparison.compared_with };
    const kept = await this.#attempt(() => this.#run("readwrite", ({ answer }) => answered(answer.put(row))));
    const told = await this.#sent(row);
    // Sent or not, this phone would forget it: that is no "waits".
    if (told.kind === "waits" && kept === null) return { kind: "refused", key: "ui.compare.not-kept" };
    return told;
  }

  /** Sends what waits for the person who uses this phone; called when coverage or the person comes back. */
  async send() {
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#round();
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Sends one after the other, until one finds no way to the server. */
  async #round() {
    if (this.session.state !== "in") return;
    for (const row of await this.#waiting()) {
      const told = await this.#sent(row);
      if (told.kind === "waits") return;
      this.settled(row.check_id, told);
    }
  }

  /**
   * Sends what waits now, and whenever the person or coverage comes back.
   * @param {Pick<Connection, "listen">} connection
   */
  follow(connection) {
    this.session.listen(() => void this.send());
    connection.listen((online) => online && void this.send());
    void this.send();
  }

  /** @returns {Promise<WaitingAnswer[]>} this person's, the oldest first; others' that nobody would take any more are dropped */
  async #waiting() {
    /** @type {WaitingAnswer[]} */
    const all = (await this.#attempt(() => this.#run("readonly", ({ answer }) => answered(answer.getAll())))) ?? [];
    const { author } = this.session;
    const oldest = this.now() - OTHERS_MS;
    for (const row of all) if (row.author !== author && Date.parse(row.given) < oldest) await this.#drop(row.check_id);
    return all.filter((row) => row.author === author).sort((a, b) => (a.given < b.given ? -1 : 1));
  }

  /** @param {WaitingAnswer} row @returns {Promise<Told>} */
  async #sent({ check_id, author, given, same_person, compared_with }) {
    if (!this.#isIn(author)) return { kind: "waits", at: given };
    const told = toldOf(await this.api.compare(check_id, { same_person, compared_with }), given);
    // Another tab may have signed somebody else in: to them the check is none, and that says nothing about the answer.
    if (told.kind === "refused" && !(await this.#isStill(author))) return { kind: "waits", at: given };
    if (told.kind !== "waits") await this.#drop(check_id);
    return told;
  }

  /** @param {string} author @returns {boolean} whether it is this person whom the server knows */
  #isIn(author) {
    return this.session.state === "in" && this.session.author === author;
  }

  /** @param {string} author @returns {Promise<boolean>} whether the server took the last call for this person's */
  async #isStill(author) {
    const me = await this.api.me();
    return me.kind === "answer" && me.body.person.id === author;
  }

  /** @param {string} check_id */
  async #drop(check_id) {
    await this.#attempt(() => this.#run("readwrite", ({ answer }) => answered(answer.delete(check_id))));
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(stores: {answer: IDBObjectStore}) => Promise<T>} work
   * @returns {Promise<T>}
   */
  #run(mode, work) {
    return this.#database.run(["answer"], mode, (stores) => work(/** @type {{answer: IDBObjectStore}} */ (stores)));
  }

  /**
   * A memory that fails takes nothing but the waiting: an answer that is sent at once needs none.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | null>} null when the memory failed
   */
  async #attempt(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  }
}
