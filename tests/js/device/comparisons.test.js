import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory, IDBObjectStore } from "fake-indexeddb";

import { Comparisons } from "../../../verifier/static/js/device/comparisons.js";
import { AUTHOR } from "../support/builders.js";

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

beforeEach(() => {
  memory = new IDBFactory();
  sent = [];
  settled = [];
  says = DONE;
  now = NOW;
  author = AUTHOR;
});

/** The app as it starts on this phone. */
function anApp() {
  return new Comparisons({
    factory: memory,
    api: {
      compare(check_id, comparison) {
        sent.push([check_id, comparison]);
        return Promise.resolve(says);
      },
    },
    author: () => author,
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

test("after a day nobody would take it: it goes", async () => {
  says = AWAY;
  const app = anApp();
  await app.record("a", YES);
  now += DAY + 1;

  await app.send();
  now = NOW;
  await app.send();

  assert.equal(sent.length, 1);
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
  const ears = [];
  const session = { state: /** @type {"in" | "expired"} */ ("expired"), listen: (/** @type {() => void} */ ear) => void ears.push(ear) };
  app.follow(session, { listen: (ear) => void ears.push(ear) });
  while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve));
  const [signedIn, online] = ears;

  signedIn?.(true);
  online?.(false);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(sent.length, 2);
  says = DONE;
  online?.(true);
  while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve));

  assert.deepEqual(settled, [["a", { kind: "recorded", at: AT }]]);
});
