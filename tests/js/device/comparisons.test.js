import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory, IDBObjectStore } from "fake-indexeddb";

import { Comparisons } from "../../../verifier/static/js/device/comparisons.js";
import { AUTHOR } from "../support/builders.js";

/** @import { Me } from "../../../verifier/static/js/device/api.js" */
/** @import { SessionState } from "../../../verifier/static/js/device/session.js" */
/** @import { Answered } from "../../../verifier/static/js/domain/answer.js" */
/** @import { Comparison, Told } from "../../../verifier/static/js/domain/comparison.js" */

const NOW = Date.parse("2026-11-24T08:00:00Z");
const GIVEN = "2026-11-24T08:00:00.000Z";
const AT = "2026-11-24T08:00:01Z";
const DAY = 86_400_000;
/** @type {Comparison} */
const YES = { same_person: true, compared_with: "register_photo" };
/** @type {Answered} */
const AWAY = { kind: "unreachable", timedOut: false };
/** @type {Answered} */
const DONE = { kind: "answer", status: 200, body: { recorded_at: AT }, retryAfter: null };
/** @type {Answered} */
const NONE = { kind: "problem", status: 404, code: "no-such-check", detail: "", retryAfter: null };
/** @type {Answered} */
const TOO_OLD = { kind: "problem", status: 409, code: "check-too-old", detail: "", retryAfter: null };
/** @type {Answered} */
const STANDS = { kind: "problem", status: 409, code: "compared-otherwise", detail: "", retryAfter: null };

/** @type {IDBFactory} */
let memory;
/** @type {[string, Comparison][]} */
let sent;
/** @type {[string, Told][]} */
let settled;
/** @type {Answered} */
let says;
let now = NOW;
/** @type {string | null} */
let author = AUTHOR;
/** Whom the server takes the caller for. */
let cookie = AUTHOR;
/** @type {SessionState} */
let state = "in";
/** @type {(() => void)[]} */
let ears = [];

beforeEach(() => {
  memory = new IDBFactory();
  sent = [];
  settled = [];
  says = DONE;
  now = NOW;
  author = cookie = AUTHOR;
  state = "in";
  ears = [];
});

/** @param {string} id @returns {Me} */
function aMe(id) {
  return { person: { id, name: "", role: "", agency: null }, rights: [], practice: true, server_time: GIVEN, languages: [] };
}

/** The app as it starts on this phone. */
function anApp() {
  return new Comparisons({
    factory: memory,
    api: {
      compare(check_id, comparison) {
        sent.push([check_id, comparison]);
        return Promise.resolve(says);
      },
      me: () => Promise.resolve({ kind: "answer", body: aMe(cookie) }),
    },
    session: {
      get state() { return state; },
      get author() { return author; },
      listen: (ear) => void ears.push(ear),
    },
    now: () => now,
    settled: (check_id, told) => settled.push([check_id, told]),
  });
}

test("with coverage an answer is recorded at once, and not sent again", async () => {
  const app = anApp();

  assert.deepEqual(await app.record("a", YES), { kind: "recorded", at: AT });
  await app.send();

  assert.deepEqual(sent, [["a", YES]]);
});

test("without coverage it waits, and the next run of the app sends it when coverage is back", async () => {
  says = AWAY;
  assert.deepEqual(await anApp().record("a", YES), { kind: "waits", at: GIVEN });
  const next = anApp();
  await next.send();
  says = DONE;

  await next.send();
  await next.send();

  assert.deepEqual(sent, [["a", YES], ["a", YES], ["a", YES]]);
  assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
});

test("one that no server would take is dropped, and holds back no other", async () => {
  says = AWAY;
  const app = anApp();
  await app.record("a", YES);
  now += 1;
  await app.record("b", { ...YES, same_person: false });
  says = STANDS;

  await app.send();
  await app.send();

  assert.deepEqual(sent.slice(2).map(([id]) => id), ["a", "b"]);
  assert.deepEqual(settled.map(([, told]) => told.kind), ["refused", "refused"]);
});

test("without an answer the rest is not tried: the oldest goes first, another time", async () => {
  says = AWAY;
  const app = anApp();
  for (const id of ["b", "a"]) {
    await app.record(id, YES);
    now += 1;
  }

  await app.send();

  assert.deepEqual(sent.slice(2).map(([id]) => id), ["b"]);
});

test("what one person answered is never sent as another's", async () => {
  says = AWAY;
  const app = anApp();
  await app.record("a", YES);
  says = DONE;

  author = "somebody-else";
  await app.send();
  assert.equal(sent.length, 1);
  author = null;
  assert.deepEqual(await app.record("b", YES), { kind: "refused", key: "ui.compare.refused" });
  author = AUTHOR;
  await app.send();

  assert.deepEqual(sent.map(([id]) => id), ["a", "a"]);
});

for (const days of [-2, 2]) {
  test(`a phone whose clock is ${days} days off drops nothing: the server says when an answer comes too late`, async () => {
    says = AWAY;
    await anApp().record("a", YES);
    now += days * DAY;
    says = DONE;

    await anApp().send();

    assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
  });
}

test("one that comes too late goes when the server has said so", async () => {
  says = AWAY;
  const app = anApp();
  await app.record("a", YES);
  says = TOO_OLD;

  await app.send();
  await app.send();

  assert.equal(sent.length, 2);
  assert.deepEqual(settled, [["a", { kind: "refused", key: "problem.check-too-old" }]]);
});

test("the answer of a person who never came back goes after thirty days", async () => {
  says = AWAY;
  await anApp().record("a", YES);
  const start = now;
  author = cookie = "somebody-else";
  now += 30 * DAY + 1;

  await anApp().send();
  author = cookie = AUTHOR;
  now = start;
  await anApp().send();

  assert.equal(sent.length, 1);
});

for (const unsure of /** @type {const} */ (["unknown", "remembered", "expired"])) {
  test(`while the person is ${unsure} an answer waits: the server may take the caller for somebody else`, async () => {
    state = unsure;
    const app = anApp();
    assert.deepEqual(await app.record("a", YES), { kind: "waits", at: GIVEN });
    await app.send();
    assert.deepEqual(sent, []);
    state = "in";

    await app.send();

    assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
  });
}

test("a refusal to somebody else, signed in by another tab, takes no answer", async () => {
  says = NONE;
  cookie = "somebody-else";
  const app = anApp();
  assert.deepEqual(await app.record("a", YES), { kind: "waits", at: GIVEN });
  await app.send();
  assert.deepEqual(settled, []);
  cookie = AUTHOR;
  says = DONE;

  await app.send();

  assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
});

test("a phone that keeps nothing records with coverage, and says so without", async (t) => {
  t.mock.method(IDBObjectStore.prototype, "put", () => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  const app = anApp();

  assert.deepEqual(await app.record("a", YES), { kind: "recorded", at: AT });
  says = AWAY;
  assert.deepEqual(await app.record("b", YES), { kind: "refused", key: "ui.compare.not-kept" });
});

test("what waits holds no name and no number", async () => {
  says = AWAY;
  await anApp().record("a", YES);

  const rows = await new Promise((resolve) => {
    memory.open("kortsjekk-comparisons").onsuccess = (event) => {
      const db = /** @type {IDBOpenDBRequest} */ (event.target).result;
      const request = db.transaction("answer").objectStore("answer").getAll();
      request.onsuccess = () => resolve(request.result);
    };
  });

  assert.deepEqual(rows, [{ check_id: "a", author: AUTHOR, given: GIVEN, ...YES }]);
});

test("it sends when the person or coverage comes back", async () => {
  says = AWAY;
  const app = anApp();
  await app.record("a", YES);
  /** @type {((online: boolean) => void)[]} */
  const online = [];
  app.follow({ listen: (ear) => void online.push(ear) });
  while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve));

  state = "expired";
  ears[0]?.();
  online[0]?.(false);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(sent.length, 2);
  state = "in";
  ears[0]?.();
  while (sent.length < 3) await new Promise((resolve) => setTimeout(resolve));
  says = DONE;
  online[0]?.(true);
  while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve));

  assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
});
