/**
 * Sends the saved reports, one sender at a time over all tabs and the worker.
 * A round takes the next unsent report until none is left; whatever is uncertain stays and is sent again.
 */

/** @import { Answered } from "../domain/answer.js" */
/** @import { Outcome } from "../domain/queue.js" */
/** @import { Store, ListedReport, StoredReport } from "./store.js" */
/** @import { Api } from "./api.js" */

import { backoff } from "../domain/backoff.js";
import { whereTo } from "../domain/queue.js";
import { sha256Hex } from "../domain/report.js";

export const LOCK = "outbox-send";
const BUSY_MS = 2_000;

/**
 * How a round ended. "done": nothing more to send. "busy": another tab is sending. "later": try again; retryAfter in ms.
 * "sign-in": the author must sign in first.
 * @typedef {{end: "done" | "busy" | "sign-in"} | {end: "later", code: string, retryAfter: number | null}} RoundEnd
 */

/** @typedef {Pick<Store, "unsent" | "report" | "step" | "settle">} SendStore */
/** @typedef {Pick<Api, "me" | "putReport">} SendApi */
/** @typedef {Pick<LockManager, "request">} Locks */
/** @typedef {{store: SendStore, api: SendApi, locks: Locks, changed: () => void}} RoundParts changed: told at each step */

/** @type {RoundEnd} */
const DONE = { end: "done" };
/** @type {RoundEnd} */
const BUSY = { end: "busy" };

/** @param {ListedReport} report */
function waits({ state }) {
  return state === "QUEUED" || state === "SENDING";
}

/**
 * What one person has to send: the fewest attempts first, so that a difficult report never holds back the others.
 * @param {readonly ListedReport[]} reports
 * @param {string} author
 * @param {ReadonlySet<string>} tried ids this round has tried
 * @returns {ListedReport[]}
 */
export function toSend(reports, author, tried) {
  return reports
    .filter((report) => report.author === author && waits(report) && !tried.has(report.id))
    .sort((a, b) => a.tries - b.tries || a.counter - b.counter);
}

/**
 * Sends everything the signed-in person has waiting, unless another tab or the worker is at it.
 * @param {RoundParts} parts
 * @returns {Promise<RoundEnd>}
 */
export function sendRound(parts) {
  return parts.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll(parts) : Promise.resolve(BUSY)));
}

/**
 * @param {RoundParts} parts
 * @returns {Promise<RoundEnd>}
 */
async function sendAll(parts) {
  if (!(await parts.store.unsent()).some(waits)) return DONE;
  const me = await parts.api.me();
  return me.kind === "answer" ? sendAllOf(me.body.person.id, parts) : notKnown(me);
}

/**
 * Reads the list, sends what is on it, and looks again for what was saved meanwhile; each report is tried once.
 * @param {string} author
 * @param {RoundParts} parts
 * @returns {Promise<RoundEnd>}
 */
async function sendAllOf(author, parts) {
  const tried = /** @type {Set<string>} */ (new Set());
  let end = DONE;
  for (;;) {
    const batch = toSend(await parts.store.unsent(), author, tried);
    if (batch.length === 0) return end;
    for (const { id } of batch) {
      tried.add(id);
      const outcome = await sendOne(parts, id);
      if (outcome?.event !== "wait") continue;
      if (outcome.round === "sign-in") return { end: "sign-in" };
      end = { end: "later", code: outcome.code, retryAfter: outcome.retryAfter };
      if (outcome.round === "stop") return end;
    }
  }
}

/**
 * @param {Exclude<Answered, {kind: "answer"}>} answered
 * @returns {RoundEnd}
 */
function notKnown(answered) {
  if (answered.kind === "problem" && answered.status === 401) return { end: "sign-in" };
  const code = answered.kind === "problem" ? answered.code : answered.kind;
  return { end: "later", code, retryAfter: answered.kind === "problem" ? answered.retryAfter : null };
}

/**
 * @param {RoundParts} parts
 * @param {string} id
 * @returns {Promise<Outcome | null>} null when another tab took the report away
 */
async function sendOne({ store, api, changed }, id) {
  // "Sending" stands on the disk before the first byte goes out: whatever happens then, it is sent again.
  const report = (await store.step(id, "send")) && (await store.report(id));
  if (!report) return null;
  changed();
  const outcome = whereTo(await attempt(api, report), report);
  if (outcome.event === "receive") await store.settle(outcome.receipt);
  else await store.step(id, outcome.event, { code: outcome.code, detail: outcome.event === "refuse" ? outcome.detail : "" });
  changed();
  return outcome;
}

/**
 * One attempt; a body that no longer has its own hash is shown to its author instead of being sent.
 * @param {SendApi} api
 * @param {StoredReport} report
 * @returns {Promise<Answered>}
 */
async function attempt(api, report) {
  if ((await sha256Hex(report.body)) === report.sha256) return api.putReport(report);
  return { kind: "problem", status: 422, code: "changed-on-phone", detail: "", retryAfter: null };
}

/**
 * One round; a memory that fails under it is a reason to try later.
 * @param {RoundParts} parts
 * @returns {Promise<RoundEnd>}
 */
async function roundOrLater(parts) {
  try {
    return await sendRound(parts);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return { end: "later", code: "storage", retryAfter: null };
  }
}

/** Starts rounds when something calls for one, and again after a wait when a round could not finish. */
export class Sender {
  #failures = 0;
  #running = false;
  #again = false;
  #stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {RoundParts & {random: () => number, ended: (end: RoundEnd) => void}} parts ended: told how a round ended
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * Starts a round, or another one right after the one that runs.
   * @returns {Promise<void>} when nothing runs any more
   */
  async wake() {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      this.#plan(await this.#rounds());
    } finally {
      this.#running = false;
    }
  }

  /** @returns {Promise<RoundEnd>} */
  async #rounds() {
    let end = DONE;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      end = await roundOrLater(this.parts);
      this.#failures = end.end === "later" ? this.#failures + 1 : 0;
      this.parts.ended(end);
    }
    return end;
  }

  /** @param {RoundEnd} end */
  #plan(end) {
    if (this.#stopped) return;
    if (end.end === "busy") this.#timer = setTimeout(() => void this.wake(), BUSY_MS);
    if (end.end !== "later") return;
    const wait = Math.max(end.retryAfter ?? 0, backoff(this.#failures, this.parts.random));
    this.#timer = setTimeout(() => void this.wake(), wait);
  }

  /** Starts nothing more; a round under way ends by itself. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
