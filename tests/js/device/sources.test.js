import assert from "node:assert/strict";
import { test } from "node:test";

import { KnownSources } from "../../../verifier/static/js/device/sources.js";

/** @import { TestContext } from "node:test" */
/** @import { Answered } from "../../../verifier/static/js/domain/answer.js" */

const BODY = { sources: [], keyset: { sequence: 7, expires: "2026-06-01T00:00:00Z" }, server_time: "2026-03-02T09:00:00Z" };
const GOOD = /** @type {Answered} */ ({ kind: "answer", status: 200, body: BODY, retryAfter: null });
const NOBODY = /** @type {Answered} */ ({ kind: "unreachable", timedOut: false });

/**
 * What a phone knows, and the answers it will get.
 * @param {TestContext} t
 * @param {Answered[]} answers
 * @param {{memory?: string | null, full?: boolean}} [phone]
 */
function aPhone(t, answers, { memory = null, full = false } = {}) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const kept = new Map(memory === null ? [] : [["sources", memory]]);
  const setItem = (/** @type {string} */ key, /** @type {string} */ value) => {
    if (full) throw new DOMException("full", "QuotaExceededError");
    kept.set(key, value);
  };
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({ getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem }));
  let asked = 0;
  const known = new KnownSources({ api: { call: () => Promise.resolve(answers[asked++] ?? NOBODY) }, kept: storage });
  let told = 0;
  known.listen(() => (told += 1));
  return { known, kept, storage, asked: () => asked, told: () => told };
}

test("what the server said is kept for when it can't be asked", async (t) => {
  const { known, kept, told, storage } = aPhone(t, [GOOD]);
  await known.refresh();

  assert.deepEqual([known.said, known.unanswered, told(), kept.size], [BODY, false, 1, 1]);
  assert.deepEqual(new KnownSources({ api: { call: () => Promise.resolve(NOBODY) }, kept: storage }).said, BODY);
});

for (const memory of ["{", "null", '{"sources": 1}']) {
  test(`a memory that makes no sense is none: ${memory}`, (t) => {
    assert.equal(aPhone(t, [], { memory }).known.said, null);
  });
}

test("without an answer the last one stays, and that is told", async (t) => {
  const { known, told } = aPhone(t, [NOBODY], { memory: JSON.stringify(BODY) });
  await known.refresh();

  assert.deepEqual([known.said, known.unanswered, told()], [BODY, true, 1]);
});

test("the server is asked once a minute at most, except when somebody asks for it or it did not answer", async (t) => {
  const { known, asked } = aPhone(t, [GOOD, GOOD, NOBODY, GOOD]);
  await known.refresh();
  await known.refresh();
  assert.equal(asked(), 1);

  await known.refresh({ again: true });
  assert.equal(asked(), 2);

  t.mock.timers.tick(60_000);
  await known.refresh();
  await known.refresh();
  assert.equal(asked(), 4);
});

test("a memory that is full keeps nothing, and what was said is shown all the same", async (t) => {
  const { known, kept } = aPhone(t, [GOOD], { full: true });
  await known.refresh();

  assert.deepEqual([known.said, kept.size], [BODY, 0]);
});
