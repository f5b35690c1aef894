import assert from "node:assert/strict";
import { test } from "node:test";

import { mayBeCompared, toldOf, withoutPicture } from "../../../verifier/static/js/domain/comparison.js";
import { aCheck } from "../support/builders.js";

/** @import { Answered } from "../../../verifier/static/js/domain/answer.js" */
/** @import { Told } from "../../../verifier/static/js/domain/comparison.js" */

const GIVEN = "2026-11-24T08:00:00Z";
const AT = "2026-11-24T08:00:01Z";

/** @param {number} status @param {string} code @returns {Answered} */
const problem = (status, code) => ({ kind: "problem", status, code, detail: "", retryAfter: null });
/** @param {unknown} body @returns {Answered} */
const answer = (body) => ({ kind: "answer", status: 200, body, retryAfter: null });

for (const [what, answered, told] of /** @type {[string, Answered, Told][]} */ ([
  ["the server's time is the answer's", answer({ recorded_at: AT }), { kind: "recorded", at: AT }],
  ["an answer that says no time is none", answer({}), { kind: "waits", at: GIVEN }],
  ["no coverage: it waits", { kind: "unreachable", timedOut: false }, { kind: "waits", at: GIVEN }],
  ["a captive portal's page: it waits", { kind: "foreign", status: 200 }, { kind: "waits", at: GIVEN }],
  ["signed out: it waits for the person", problem(401, "not-signed-in"), { kind: "waits", at: GIVEN }],
  ["a busy server: it waits", problem(503, "unavailable"), { kind: "waits", at: GIVEN }],
  ["a fault of the server: it waits", problem(500, "failed"), { kind: "waits", at: GIVEN }],
  ["too many: it waits", problem(429, "busy"), { kind: "waits", at: GIVEN }],
  ["a proxy that hides the origin: it waits", problem(403, "wrong-origin"), { kind: "waits", at: GIVEN }],
  ["another answer stands", problem(409, "compared-otherwise"), { kind: "refused", key: "problem.compared-otherwise" }],
  ["too late", problem(409, "check-too-old"), { kind: "refused", key: "problem.check-too-old" }],
  ["nobody's check", problem(404, "not-found"), { kind: "refused", key: "ui.compare.refused" }],
  ["no answer that the server knows", problem(422, "bad-request"), { kind: "refused", key: "ui.compare.refused" }],
])) {
  test(what, () => {
    assert.deepEqual(toldOf(answered, GIVEN), told);
  });
}

test("the person is asked about where a card is shown and the check is kept", () => {
  const check_id = "5a0c3c5e-7f0a-4a57-9f0e-0d1c5a1b2f11";

  assert.equal(mayBeCompared(aCheck({ check_id })), true);
  assert.equal(mayBeCompared(aCheck({ check_id: null })), false);
  assert.equal(mayBeCompared(aCheck()), false);
  assert.equal(mayBeCompared(aCheck({ check_id, card: null })), false);
});

test("an order proof has no picture printed on it", () => {
  const { card } = aCheck();
  assert.ok(card);

  assert.equal(withoutPicture(card), "printed_photo");
  assert.equal(withoutPicture({ ...card, kind: "order_proof" }), "none");
});
