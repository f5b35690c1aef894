/** What everybody is told of a scanned card: whole answers only, and green for a genuine card alone. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { heldBy, inNorway, isPublicAnswer, kindOf } from "../../../verifier/static/js/domain/public_answer.js";

const WHOLE = { answer: "valid", genuine: "genuine", as_of: "2026-03-02T09:00:00Z", checked_at: "2026-03-02T09:00:01Z" };
const ADDRESS = { origin: "https://kort.example", pathname: "/c" };

test("a whole answer is taken, also where the register gave no time", () => {
  assert.ok(isPublicAnswer(WHOLE));
  assert.ok(isPublicAnswer({ ...WHOLE, as_of: null }));
});

for (const half of [
  null, undefined, "valid", [], {}, { ...WHOLE, answer: "VALID" }, { ...WHOLE, answer: undefined }, { ...WHOLE, genuine: "yes" },
  { ...WHOLE, as_of: undefined }, { ...WHOLE, as_of: "soon" }, { ...WHOLE, checked_at: null }, { ...WHOLE, checked_at: 7 },
]) {
  test(`half an answer is none: ${JSON.stringify(half)}`, () => assert.ok(!isPublicAnswer(half)));
}

test("only a genuine card that the registers find good is shown as valid", () => {
  const shown = [];
  for (const answer of ["valid", "not_valid", "cannot_tell"]) {
    for (const genuine of ["genuine", "not_genuine", "not_signed", "unreadable", "cannot_tell"]) {
      if (kindOf({ ...WHOLE, answer, genuine }) === "valid") shown.push([answer, genuine]);
    }
  }
  assert.deepEqual(shown, [["valid", "genuine"]]);
});

test("a forged code, a refused card, a code that nobody can read and no answer are told apart", () => {
  const kind = (/** @type {string} */ answer, /** @type {string} */ genuine) => kindOf({ ...WHOLE, answer, genuine });
  assert.equal(kind("not_valid", "genuine"), "not-valid");
  assert.equal(kind("not_valid", "not_genuine"), "not-genuine");
  assert.equal(kind("cannot_tell", "unreadable"), "unreadable");
  assert.equal(kind("cannot_tell", "genuine"), "cannot-tell");
  assert.equal(kind("valid", "cannot_tell"), "cannot-tell");
});

test("the digits behind the # are the code, with the address that was printed", () => {
  assert.deepEqual(heldBy({ ...ADDRESS, hash: "#123" }), { kind: "code", code: "https://kort.example/c#123" });
});

for (const hash of ["", "#"]) {
  test(`nothing behind the # is no code: ${JSON.stringify(hash)}`, () => {
    assert.deepEqual(heldBy({ ...ADDRESS, hash }), { kind: "none" });
  });
}

for (const hash of ["#abc", "#12 3", "#%31", "#١٢٣", "#-1", "#1#2", "#<b>", `#${"1".repeat(12_000)}`]) {
  test(`anything else behind the # is nonsense: ${hash.slice(0, 12)}`, () => {
    assert.deepEqual(heldBy({ ...ADDRESS, hash }), { kind: "nonsense" });
  });
}

test("a time is written as people in Norway do, wherever the phone is", () => {
  assert.equal(inNorway(Date.parse("2026-03-02T09:00:00Z")), "02.03.2026 10:00");
  assert.equal(inNorway(Date.parse("2026-06-30T22:05:00Z")), "01.07.2026 00:05");
});
