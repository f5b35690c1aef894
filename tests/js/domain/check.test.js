import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped, headlineOf, inOrderOfUse, isCardCheck, toneOf } from "../../../verifier/static/js/domain/check.js";
import { aCheck } from "../support/builders.js";

/** @import { CardCheck, Tone } from "../../../verifier/static/js/domain/check.js" */

for (const [outcome, clean, tone] of /** @type {[CardCheck["outcome"], boolean, Tone][]} */ ([
  ["VALID", false, "valid"],
  ["INVALID", false, "invalid"],
  ["INVALID", true, "invalid"],
  ["UNCONFIRMED", true, "clean"],
  ["UNCONFIRMED", false, "unconfirmed"],
])) {
  test(`${outcome}${clean ? ", clean," : ""} is shown as ${tone}`, () => {
    assert.equal(toneOf(aCheck({ outcome, clean })), tone);
  });
}

test("an outcome nobody knows is never green", () => {
  const check = /** @type {CardCheck} */ (/** @type {unknown} */ ({ outcome: "valid", clean: "yes" }));

  assert.equal(toneOf(check), "unconfirmed");
});

test("the headline of a clean card that could not be confirmed is its own, apart from a doubtful one", () => {
  const clean = headlineOf(aCheck({ outcome: "UNCONFIRMED", clean: true, reason: "REGISTER_UNREACHABLE" }));
  const doubtful = headlineOf(aCheck({ outcome: "UNCONFIRMED", clean: false, reason: "REGISTER_UNREACHABLE" }));

  assert.deepEqual([clean.outcomeKey, clean.symbol], ["outcome.CLEAN", "clock"]);
  assert.deepEqual([doubtful.outcomeKey, doubtful.symbol], ["outcome.UNCONFIRMED", "question"]);
  assert.deepEqual([clean.sayKey, doubtful.sayKey], ["reason.REGISTER_UNREACHABLE.say-clean", "reason.REGISTER_UNREACHABLE.say"]);
  assert.equal(clean.nextKey, "reason.REGISTER_UNREACHABLE.next");
});

test("a whole check is taken, also without a card", () => {
  assert.ok(isCardCheck(aCheck()));
  assert.ok(isCardCheck(aCheck({ card: null, card_number: null })));
});

for (const [what, wrong] of /** @type {[string, unknown][]} */ ([
  ["nothing", null],
  ["a text", "VALID"],
  ["an empty object", {}],
  ["an unknown outcome", { ...aCheck(), outcome: "GOOD" }],
  ["a missing finding", { ...aCheck(), status: undefined }],
  ["a finding with an unknown answer", { ...aCheck(), employer: { answer: "MAYBE", reason: "X" } }],
  ["no acts", { ...aCheck(), acts: null }],
  ["no grounds", { ...aCheck(), grounds: {} }],
  ["no word on what was not asked", { ...aCheck(), not_asked: undefined }],
  ["no word on the duty to notify", { ...aCheck(), notice: null }],
  ["a card without a number", { ...aCheck(), card: { name: "Øyvind" } }],
  ["a number that is no text", { ...aCheck(), card_number: 12345678 }],
])) {
  test(`half an answer is never shown as a verdict: ${what}`, () => {
    assert.equal(isCardCheck(wrong), false);
  });
}

test("a poster's code beside the card does not hide the card", () => {
  const poster = aCheck({ card: null, code: "https://poster.example" });
  const card = aCheck({ code: "card" });

  assert.deepEqual(inOrderOfUse([poster, card]).map(({ code }) => code), ["card", "https://poster.example"]);
});

test("organisation numbers are written in groups of three", () => {
  assert.equal(grouped("320000009"), "320\u00a0000\u00a0009");
});

test("a check with a history that is none is no whole answer, and one without is", () => {
  const earlier = { at: "2026-03-02T09:00:00Z", outcome: "INVALID", reason: "LOST" };

  assert.equal(isCardCheck({ ...aCheck(), check_id: null, history: [earlier], if_lent: [] }), true);
  assert.equal(isCardCheck({ ...aCheck(), history: [{ ...earlier, at: 7 }] }), false);
  assert.equal(isCardCheck({ ...aCheck(), history: "LOST" }), false);
  assert.equal(isCardCheck({ ...aCheck(), if_lent: null }), false);
  assert.equal(isCardCheck(aCheck()), true);
});
