import assert from "node:assert/strict";
import { test } from "node:test";

import { STATES, isReceiptFor, next, whereTo } from "../../../verifier/static/js/domain/queue.js";
import { aReceipt } from "../support/builders.js";

/** @import { Answered } from "../../../verifier/static/js/domain/answer.js" */
/** @import { ReportEvent } from "../../../verifier/static/js/domain/queue.js" */

const REPORT = { id: "11111111-1111-4111-8111-111111111111", sha256: "ab".repeat(32) };

/** @param {number} status @param {string} code @param {number | null} [retryAfter] @returns {Answered} */
function problem(status, code, retryAfter = null) {
  return { kind: "problem", status, code, detail: "why", retryAfter };
}

/** @param {unknown} body @param {number} [status] @returns {Answered} */
function answer(body, status = 201) {
  return { kind: "answer", status, body, retryAfter: null };
}

test("a report goes from draft to received", () => {
  const way = [next("DRAFT", "save"), next("QUEUED", "send"), next("SENDING", "receive")];

  assert.deepEqual(way, ["QUEUED", "SENDING", "RECEIVED"]);
});

test("a report that was being sent when the phone was killed is sent again", () => {
  assert.equal(next("SENDING", "send"), "SENDING");
});

test("nothing moves a received report", () => {
  const events = /** @type {ReportEvent[]} */ (["save", "send", "receive", "wait", "refuse", "retry"]);

  assert.deepEqual(events.map((event) => next("RECEIVED", event)), events.map(() => null));
});

test("a report that needs attention is sent only after somebody looked at it", () => {
  assert.equal(next("NEEDS_ATTENTION", "send"), null);
  assert.equal(next("NEEDS_ATTENTION", "retry"), "QUEUED");
});

test("only a saved report can be received", () => {
  assert.deepEqual(STATES.filter((state) => next(state, "receive")), ["SENDING"]);
});

for (const status of [200, 201]) {
  test(`${status} with our id and hash is a receipt`, () => {
    assert.deepEqual(whereTo(answer(aReceipt(REPORT), status), REPORT), { event: "receive", round: "go-on", receipt: aReceipt(REPORT) });
  });
}

for (const [what, answered] of /** @type {[string, Answered][]} */ ([
  ["another id", answer({ ...aReceipt(REPORT), id: "other" })],
  ["another hash", answer({ ...aReceipt(REPORT), sha256: "cd".repeat(32) })],
  ["no number", answer({ ...aReceipt(REPORT), number: "1" })],
  ["no signature", answer({ ...aReceipt(REPORT), signature: "" })],
  ["no time", answer({ ...aReceipt(REPORT), received_at: undefined })],
  ["202", answer(aReceipt(REPORT), 202)],
  ["an empty answer", answer(null)],
  ["a captive portal", { kind: "foreign", status: 200 }],
])) {
  test(`no receipt, so the report is kept: ${what}`, () => {
    const { event, round } = whereTo(answered, REPORT);

    assert.deepEqual([event, round], ["wait", "stop"]);
  });
}

for (const status of [404, 405, 408, 425, 429, 500, 502, 503, 504]) {
  test(`${status} keeps the report and ends the round`, () => {
    assert.deepEqual(whereTo(problem(status, "some", 2_000), REPORT), { event: "wait", round: "stop", code: "some", retryAfter: 2_000 });
  });
}

for (const status of [400, 403, 409, 413, 415, 422]) {
  test(`${status} asks its author to look, and the others go on`, () => {
    assert.deepEqual(whereTo(problem(status, "some"), REPORT), { event: "refuse", round: "go-on", code: "some", detail: "why" });
  });
}

for (const [what, answered, round, code] of /** @type {[string, Answered, string, string][]} */ ([
  ["a session that is over waits for its author", problem(401, "not-signed-in"), "sign-in", "not-signed-in"],
  ["a report of somebody who is no longer signed in waits for its author", problem(403, "other-author"), "sign-in", "other-author"],
  ["a body damaged on the way is sent again, and holds back nobody", problem(400, "damaged"), "go-on", "damaged"],
  ["a proxy that changed the origin is no refusal", problem(403, "wrong-origin"), "stop", "wrong-origin"],
  ["no way to the server", { kind: "unreachable", timedOut: false }, "stop", "unreachable"],
  ["no answer in time", { kind: "unreachable", timedOut: true }, "stop", "timeout"],
])) {
  test(what, () => {
    assert.deepEqual(whereTo(answered, REPORT), { event: "wait", round, code, retryAfter: null });
  });
}

test("a receipt is not taken from a text, a list or nothing", () => {
  assert.deepEqual(["receipt", [], null, undefined].map((value) => isReceiptFor(value, REPORT)), [false, false, false, false]);
});
