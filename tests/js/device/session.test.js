import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Session } from "../../../verifier/static/js/device/session.js";
import { Store } from "../../../verifier/static/js/device/store.js";

/** @import { Api } from "../../../verifier/static/js/device/api.js" */

/** @typedef {Awaited<ReturnType<Api["me"]>>} Answer */

/** @type {IDBFactory} */
let memory;
/** @type {Answer} what the server says next */
let answer;
/** @type {boolean} */
let obeys;

const NO_WAY = /** @type {Answer} */ ({ kind: "unreachable", timedOut: false });
const NOBODY = /** @type {Answer} */ ({ kind: "problem", status: 401, code: "not-signed-in", detail: "", retryAfter: null });

/** @param {string} id @param {string[]} [rights] @returns {Answer} */
function person(id, rights = ["check", "notify"]) {
  const person = { id, name: "Astrid", role: "labour_inspector", agency: null };
  return { kind: "answer", body: { person, rights, practice: true, server_time: "", languages: [] } };
}

/** A session as a freshly started app has it. */
function aSession() {
  const api = { me: () => Promise.resolve(answer), signOut: () => Promise.resolve(obeys) };
  return new Session({ api, store: new Store(memory) });
}

/** A session as the app begins it: with the last person first, then with the server's word. @param {Session} session */
async function started(session) {
  await session.recall();
  await session.refresh();
}

beforeEach(() => {
  memory = new IDBFactory();
  answer = person("inspector-1");
  obeys = true;
});

test("who signed in is known, with the rights of the role", async () => {
  const session = aSession();

  await started(session);

  assert.deepEqual([session.state, session.author, session.may("check"), session.may("confiscate")], ["in", "inspector-1", true, false]);
});

test("without coverage the last person goes on working", async () => {
  await started(aSession());
  answer = NO_WAY;
  const session = aSession();

  await started(session);

  assert.deepEqual([session.state, session.author], ["remembered", "inspector-1"]);
});

test("a session that is over still knows whose reports these are", async () => {
  await started(aSession());
  answer = NOBODY;
  const session = aSession();

  await started(session);

  assert.deepEqual([session.state, session.author], ["expired", "inspector-1"]);
});

test("a new phone knows nobody", async () => {
  answer = NOBODY;
  const session = aSession();
  assert.equal(session.state, "unknown");

  await started(session);

  assert.deepEqual([session.state, session.author, session.may("check")], ["out", null, false]);
});

test("a new phone without coverage can't tell", async () => {
  answer = NO_WAY;
  const session = aSession();

  await started(session);

  assert.equal(session.state, "unknown");
});

test("signing out forgets the person", async () => {
  const session = aSession();
  await started(session);

  assert.equal(await session.signOut(), true);

  answer = NO_WAY;
  const next = aSession();
  await started(next);
  assert.deepEqual([session.state, next.state], ["out", "unknown"]);
});

test("a sign-out that the server did not hear forgets nothing", async () => {
  const session = aSession();
  await started(session);
  obeys = false;

  assert.equal(await session.signOut(), false);
  assert.equal(session.state, "in");
});

test("an answer from before the sign-out does not bring the person back", async () => {
  const late = Promise.withResolvers();
  const session = new Session({ api: { me: () => late.promise, signOut: () => Promise.resolve(true) }, store: new Store(memory) });
  const refreshing = session.refresh();

  await session.signOut();
  late.resolve(person("inspector-1"));
  await refreshing;

  assert.deepEqual([session.state, await new Store(memory).recall("person")], ["out", undefined]);
});

test("listeners hear of a change of person, state or rights, and of nothing else", async () => {
  const session = aSession();
  let told = 0;
  session.listen(() => {
    told += 1;
  });

  for (const [next, times] of /** @type {[Answer, number][]} */ ([
    [person("inspector-1"), 1], [person("inspector-1"), 1], [person("inspector-1", ["check"]), 2], [person("inspector-2", ["check"]), 3], [NO_WAY, 4], [NO_WAY, 4],
  ])) {
    answer = next;
    await session.refresh();
    assert.equal(told, times);
  }
});

test("what the memory holds is looked at before it is believed", async () => {
  await new Store(memory).remember("person", { person: { id: 7 } });
  answer = NO_WAY;
  const session = aSession();

  await started(session);

  assert.equal(session.known, null);
});

test("a phone that keeps nothing can still check cards", async () => {
  const broken = () => Promise.reject(new DOMException("forbidden", "SecurityError"));
  const session = new Session({
    api: { me: () => Promise.resolve(answer), signOut: () => Promise.resolve(true) },
    store: { remember: broken, recall: broken, forget: broken },
  });

  await started(session);

  assert.equal(session.state, "in");
});
