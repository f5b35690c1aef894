import assert from "node:assert/strict";
import { test } from "node:test";

import { changeIn, linesOf, otherIn } from "../../../verifier/static/js/domain/history.js";
import { isSameDay, timeOfDay } from "../../../verifier/static/js/domain/time_of_day.js";

/** @import { EarlierCheck, Outcome } from "../../../verifier/static/js/domain/check.js" */

const NOW = "2026-03-02T13:00:00Z";

/** @param {string} at @param {Outcome} outcome @param {string} reason @returns {EarlierCheck} */
const earlier = (at, outcome = "INVALID", reason = "EMPLOYMENT_ENDED") => ({ at, outcome, reason });

test("checks that said the same are one line with their times", () => {
  const lines = linesOf([earlier("2026-03-02T09:10:59Z"), earlier("2026-03-02T09:10:05Z"), earlier("2026-03-02T09:00:00Z")], NOW);

  assert.deepEqual(lines, [{ outcome: "INVALID", reason: "EMPLOYMENT_ENDED", other: false, today: true, times: ["10:10", "10:00"] }]);
});

test("another outcome, reason or day begins another line, also when the first one comes back", () => {
  const lines = linesOf([
    earlier("2026-03-02T12:00:00Z", "VALID", "CARD_IN_ORDER"), earlier("2026-03-02T11:00:00Z"), earlier("2026-03-02T10:00:00Z", "INVALID", "LOST"),
    earlier("2026-03-02T09:00:00Z", "VALID", "CARD_IN_ORDER"), earlier("2026-03-01T22:00:00Z", "VALID", "CARD_IN_ORDER"),
  ], NOW);

  assert.deepEqual(lines.map(({ reason, today, times }) => [reason, today, ...times]), [
    ["CARD_IN_ORDER", true, "13:00"], ["EMPLOYMENT_ENDED", true, "12:00"], ["LOST", true, "11:00"],
    ["CARD_IN_ORDER", true, "10:00"], ["CARD_IN_ORDER", false, "23:00"],
  ]);
});

test("a change is the newest line with another outcome; another reason alone is none", () => {
  const lines = linesOf([earlier("2026-03-02T12:00:00Z", "VALID", "CARD_IN_ORDER"), earlier("2026-03-02T09:00:00Z")], NOW);

  assert.deepEqual(changeIn(lines, "VALID")?.times, ["10:00"]);
  assert.deepEqual(changeIn(lines, "INVALID")?.times, ["13:00"]);
  assert.equal(changeIn(linesOf([earlier("2026-03-02T09:00:00Z", "INVALID", "LOST")], NOW), "INVALID"), null);
  assert.equal(changeIn([], "VALID"), null);
});

test("that another person showed the card is a line of its own, and the newest one is told", () => {
  const other = (/** @type {string} */ at) => ({ ...earlier(at, "VALID", "CARD_IN_ORDER"), same_person: false });
  const lines = linesOf([
    { ...earlier("2026-03-02T12:00:00Z", "VALID", "CARD_IN_ORDER"), same_person: true }, other("2026-03-02T11:00:00Z"),
    earlier("2026-03-02T10:00:00Z", "VALID", "CARD_IN_ORDER"), other("2026-03-02T09:00:00Z"),
  ], NOW);

  assert.deepEqual(lines.map((line) => line.other), [false, true, false, true]);
  assert.deepEqual(otherIn(lines)?.times, ["12:00"]);
  assert.equal(otherIn(linesOf([{ ...earlier("2026-03-02T09:00:00Z"), same_person: null }], NOW)), null);
});

for (const [moment, said] of [
  ["2026-03-02T09:00:00Z", "10:00"], ["2026-07-02T09:05:59Z", "11:05"], ["2026-03-01T23:00:00Z", "00:00"], ["2026-03-02T09:00:00+01:00", "09:00"], ["soon", ""],
]) {
  test(`${moment} is ${said || "no time"} on the wall in Norway`, () => {
    assert.equal(timeOfDay(String(moment)), said);
  });
}

test("days are days in Norway, whatever the phone's zone", () => {
  assert.equal(isSameDay("2026-03-01T22:59:59Z", "2026-03-02T09:00:00Z"), false);
  assert.equal(isSameDay("2026-03-01T23:00:00Z", "2026-03-02T09:00:00Z"), true);
  assert.equal(isSameDay("soon", "soon"), false);
});
