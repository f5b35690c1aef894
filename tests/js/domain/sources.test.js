import assert from "node:assert/strict";
import { test } from "node:test";

import { isSources, isTrouble, keysRanOut, linesOf } from "../../../verifier/static/js/domain/sources.js";

/** @import { Source, Sources } from "../../../verifier/static/js/domain/sources.js" */

const SAID = Date.parse("2026-03-02T09:00:00Z");
const HOUR = 3_600_000;

/** @param {Partial<Source>} [change] @returns {Source} */
function aSource(change = {}) {
  return { source: "cards", state: "fresh", age_seconds: 3_600, limit_seconds: 86_400, needed: true, ...change };
}

/** @param {Source[]} sources @param {string} [expires] @returns {Sources} */
function said(sources, expires = "2026-06-01T00:00:00Z") {
  return { sources, keyset: { sequence: 7, expires }, server_time: "2026-03-02T09:00:00Z" };
}

test("a source is as old as the server said, and older by the time since", () => {
  const known = said([aSource()]);

  assert.deepEqual(linesOf(known, SAID), [{ source: "cards", needed: true, state: "fresh", hours: 24, at: "2026-03-02T08:00:00.000Z" }]);
  assert.deepEqual(linesOf(known, SAID + 23 * HOUR).map(({ state }) => state), ["fresh"]);
  assert.deepEqual(linesOf(known, SAID + 23 * HOUR + 1).map(({ state }) => state), ["stale"]);
});

test("what was too old or missing does not become fresh by itself", () => {
  const known = said([aSource({ state: "stale", age_seconds: 90_000 }), aSource({ state: "missing", age_seconds: null })]);

  assert.deepEqual(linesOf(known, SAID - 100 * HOUR).map(({ state, at }) => [state, at === null]), [["stale", false], ["missing", true]]);
});

for (const [name, sources, trouble] of /** @type {[string, Source[], boolean][]} */ ([
  ["all fresh", [aSource()], false],
  ["one too old", [aSource(), aSource({ state: "stale" })], true],
  ["one missing", [aSource(), aSource({ state: "missing", age_seconds: null })], true],
  ["one missing that no check needs", [aSource({ state: "missing", age_seconds: null, needed: false })], false],
])) {
  test(`whoever checks cards is told where something is wrong: ${name}`, () => {
    assert.equal(isTrouble(said(sources), SAID), trouble);
  });
}

test("a key set that ran out is trouble", () => {
  const known = said([aSource()], "2026-03-02T10:00:00Z");

  assert.deepEqual([SAID, SAID + HOUR + 1].map((now) => [keysRanOut(known, now), isTrouble(known, now)]), [[false, false], [true, true]]);
});

for (const [name, body] of /** @type {[string, unknown][]} */ ([
  ["nothing", null],
  ["a list", []],
  ["no key set", { ...said([]), keyset: undefined }],
  ["no time", { ...said([]), server_time: "noon" }],
  ["a source of another form", { ...said([]), sources: [{ source: "cards" }] }],
  ["an unknown state", said([aSource({ state: /** @type {any} */ ("splendid") })])],
])) {
  test(`what is not an answer of ours is not taken for one: ${name}`, () => {
    assert.equal(isSources(body), false);
  });
}

test("an answer of ours is one", () => {
  assert.equal(isSources(said([aSource(), aSource({ age_seconds: null, state: "missing" })])), true);
});
