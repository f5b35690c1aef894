/** The states of a report on its way, and which answer of the server leads where. Pure. */

/** @import { Answered } from "./answer.js" */

/** @typedef {"DRAFT" | "QUEUED" | "SENDING" | "RECEIVED" | "NEEDS_ATTENTION"} ReportState */
/** @typedef {"save" | "send" | "receive" | "wait" | "refuse" | "retry"} ReportEvent */

/** @type {readonly ReportState[]} */
export const STATES = ["DRAFT", "QUEUED", "SENDING", "RECEIVED", "NEEDS_ATTENTION"];

/** @type {Readonly<Record<ReportState, Readonly<Partial<Record<ReportEvent, ReportState>>>>>} */
const TRANSITIONS = {
  DRAFT: { save: "QUEUED" },
  // A phone killed while sending wakes up with SENDING in its store; "send" starts it again.
  QUEUED: { send: "SENDING" },
  SENDING: { send: "SENDING", receive: "RECEIVED", wait: "QUEUED", refuse: "NEEDS_ATTENTION" },
  RECEIVED: {},
  NEEDS_ATTENTION: { retry: "QUEUED" },
};

/**
 * The state after an event.
 * @param {ReportState} state
 * @param {ReportEvent} event
 * @returns {ReportState | null} null where the event has no meaning in that state
 */
export function next(state, event) {
  return TRANSITIONS[state][event] ?? null;
}

/** @typedef {{id: string, sha256: string, number: number, received_at: string, signature: string}} Receipt */

/**
 * Where an answer leads: the event for this report, and what the round does next.
 * "go-on": take the next report. "stop": end the round, try again later. "sign-in": wait for the author.
 * @typedef {{event: "receive", round: "go-on", receipt: Receipt}
 *   | {event: "wait", round: "go-on" | "stop" | "sign-in", code: string, retryAfter: number | null}
 *   | {event: "refuse", round: "go-on", code: string, detail: string}} Outcome
 */

/**
 * Statuses that refuse a report for good: it stays, and its author is asked to look.
 * @type {ReadonlySet<number>}
 */
const REFUSING = new Set([400, 403, 409, 413, 415, 422]);

/** Codes the server may give with a refusing status although a second attempt can succeed. */
const WORTH_A_SECOND_TRY = new Set(["damaged", "wrong-origin"]);

/**
 * Leads every possible answer to a PUT of a report to its one consequence.
 * Only an answer that repeats our id and hash is a receipt; whatever is not surely ours means "keep and try again".
 * @param {Answered} answered
 * @param {{id: string, sha256: string}} report sha256 in hex
 * @returns {Outcome}
 */
export function whereTo(answered, report) {
  switch (answered.kind) {
    case "unreachable":
      return waiting(answered.timedOut ? "timeout" : "unreachable", "stop", null);
    case "foreign":
      return waiting("foreign-answer", "stop", null);
    case "answer":
      return received(answered, report);
    case "problem":
      return refused(answered);
  }
}

/**
 * @param {Extract<Answered, {kind: "answer"}>} answered
 * @param {{id: string, sha256: string}} report
 * @returns {Outcome}
 */
function received(answered, report) {
  const receipt = answered.body;
  if ((answered.status === 200 || answered.status === 201) && isReceiptFor(receipt, report)) {
    return { event: "receive", round: "go-on", receipt };
  }
  return waiting("foreign-answer", "stop", answered.retryAfter);
}

/**
 * @param {Extract<Answered, {kind: "problem"}>} answered
 * @returns {Outcome}
 */
function refused({ status, code, detail, retryAfter }) {
  // "other-author": somebody else signed in while the round ran. The report is good, and waits for its author.
  if (status === 401 || code === "other-author") return waiting(code, "sign-in", null);
  // A damaged body may be this one report's trouble: the others must not wait behind it.
  if (code === "damaged") return waiting(code, "go-on", retryAfter);
  if (WORTH_A_SECOND_TRY.has(code) || !REFUSING.has(status)) return waiting(code, "stop", retryAfter);
  return { event: "refuse", round: "go-on", code, detail };
}

/**
 * @param {string} code
 * @param {"go-on" | "stop" | "sign-in"} round
 * @param {number | null} retryAfter milliseconds
 * @returns {Outcome}
 */
function waiting(code, round, retryAfter) {
  return { event: "wait", round, code, retryAfter };
}

/**
 * Whether a parsed answer is a receipt that repeats this report's id and hash.
 * @param {unknown} value
 * @param {{id: string, sha256: string}} report
 * @returns {value is Receipt}
 */
export function isReceiptFor(value, report) {
  if (typeof value !== "object" || value === null) return false;
  const receipt = /** @type {Record<string, unknown>} */ (value);
  const texts = ["received_at", "signature"].every((name) => typeof receipt[name] === "string" && receipt[name] !== "");
  return texts && Number.isSafeInteger(receipt.number) && receipt.id === report.id && receipt.sha256 === report.sha256;
}
