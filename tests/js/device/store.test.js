import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory, IDBObjectStore } from "fake-indexeddb";

import { Store } from "../../../verifier/static/js/device/store.js";
import { AUTHOR, SUMMARY, aDraft, aReceipt, aReport } from "../support/builders.js";

/** @type {IDBFactory} */
let memory;
/** @type {Store} */
let store;

beforeEach(() => {
  memory = new IDBFactory();
  store = new Store(memory);
});

/** Deletes the body of a report behind the app's back. @param {string} id @returns {Promise<void>} */
function lose(id) {
  return new Promise((resolve) => {
    const request = memory.open("kortsjekk");
    request.onsuccess = () => {
      const transaction = request.result.transaction("body", "readwrite");
      transaction.objectStore("body").delete(id);
      transaction.oncomplete = () => resolve(request.result.close());
    };
  });
}

test("a saved report is found by the next run of the app, byte for byte", async () => {
  const report = await aReport({ note: "Łódź 🦺" });

  await store.save(report, SUMMARY);

  const found = await new Store(memory).report(report.id);
  assert.deepEqual(new Uint8Array(found?.body ?? new ArrayBuffer(0)), report.body);
  assert.deepEqual([found?.state, found?.tries, found?.sha256], ["QUEUED", 0, report.sha256]);
});

test("saving drops the author's draft, and nobody else's", async () => {
  const draft = aDraft();
  await store.keepDraft(draft);
  await store.keepDraft(aDraft({ author: "other", note: "mine" }));

  await store.save(await aReport(draft), SUMMARY);

  assert.equal(await store.draftOf(AUTHOR), undefined);
  assert.equal((await store.draftOf("other"))?.note, "mine");
});

test("when the body finds no room, neither row nor body is kept, and the draft stays", async (t) => {
  const draft = aDraft();
  await store.keepDraft(draft);
  const put = IDBObjectStore.prototype.put;
  t.mock.method(IDBObjectStore.prototype, "put", /** @this {IDBObjectStore} */ function full(/** @type {unknown} */ value, /** @type {IDBValidKey} */ key) {
    if (this.name === "body") throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, value, key);
  });

  await assert.rejects(store.save(await aReport(draft), SUMMARY), { name: "QuotaExceededError" });

  assert.deepEqual([await store.unsent(), await store.report(draft.id)], [[], undefined]);
  assert.equal((await store.draftOf(AUTHOR))?.id, draft.id);
});

test("saving the same report twice changes nothing, also while it is being sent", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);
  await store.step(report.id, "send");

  assert.equal(await store.save(report, SUMMARY), true);

  assert.deepEqual((await store.unsent()).map(({ state, tries }) => [state, tries]), [["SENDING", 1]]);
});

test("a report that was received is not queued again by a second save", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);
  await store.settle(aReceipt(report));

  assert.equal(await store.save(report, SUMMARY), true);

  assert.deepEqual(await store.unsent(), []);
});

for (const received of [false, true]) {
  test(`another report never takes the place of one that is ${received ? "received" : "waiting"} under its id`, async () => {
    const first = await aReport({ note: "first" });
    const second = await aReport({ id: first.id, note: "second" });
    await store.save(first, SUMMARY);
    if (received) await store.settle(aReceipt(first));
    await store.keepDraft(aDraft({ id: first.id, note: "second" }));

    assert.equal(await store.save(second, SUMMARY), false);

    assert.deepEqual([await store.holds(first), await store.holds(second)], [true, false]);
    assert.equal((await store.draftOf(AUTHOR))?.note, "second");
  });
}

test("a row whose body the phone lost does not count as held, and its hash will not fit", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);
  await lose(report.id);

  assert.equal(await store.holds(report), false);
  assert.equal((await store.report(report.id))?.body.byteLength, 0);
});

test("reports are listed in the order they were made, without their bodies", async () => {
  for (const counter of [3, 1, 2]) await store.save(await aReport({ counter }), SUMMARY);

  const listed = await store.unsent();

  assert.deepEqual(listed.map(({ counter }) => counter), [1, 2, 3]);
  assert.ok(listed.every((row) => !("body" in row)));
});

test("steps are counted and explained", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);

  await store.step(report.id, "send");
  await store.step(report.id, "wait", { code: "busy" });
  await store.step(report.id, "send");
  const row = await store.step(report.id, "refuse", { code: "conflict", detail: "both are kept" });

  assert.deepEqual([row?.state, row?.tries, row?.code, row?.detail], ["NEEDS_ATTENTION", 2, "conflict", "both are kept"]);
});

test("a step that has no meaning, or no report, changes nothing", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);

  assert.deepEqual([await store.step(report.id, "receive"), await store.step("nobody", "send")], [null, null]);
  assert.equal((await store.unsent())[0]?.state, "QUEUED");
});

test("a receipt takes the place of report and body, and bears no name", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);

  assert.equal(await store.settle(aReceipt(report, 41)), true);

  const [receipt] = await store.receipts(AUTHOR);
  assert.deepEqual([receipt?.number, receipt?.made_at, receipt?.summary.holder], [41, report.made_at, null]);
  assert.deepEqual([await store.unsent(), await store.report(report.id), await store.holds(report)], [[], undefined, true]);
});

test("a receipt for other bytes removes nothing", async () => {
  const report = await aReport();
  await store.save(report, SUMMARY);

  assert.equal(await store.settle(aReceipt({ id: report.id, sha256: "0".repeat(64) })), false);

  assert.equal((await store.unsent()).length, 1);
  assert.deepEqual(await store.receipts(AUTHOR), []);
});

test("everybody sees their own receipts, newest first", async () => {
  for (const [author, number] of /** @type {[string, number][]} */ ([[AUTHOR, 1], ["other", 2], [AUTHOR, 3]])) {
    const report = await aReport({ author });
    await store.save(report, SUMMARY);
    await store.settle(aReceipt(report, number));
  }

  assert.deepEqual((await store.receipts(AUTHOR)).map(({ number }) => number), [3, 1]);
  assert.deepEqual((await store.receipts("other")).map(({ number }) => number), [2]);
});

test("the counter never gives a number twice, whoever asks at the same time", async () => {
  const other = new Store(memory);

  const numbers = await Promise.all([store, other, store, other].map((one) => one.nextCounter()));

  assert.deepEqual(numbers.sort(), [1, 2, 3, 4]);
});

test("the self-test leaves nothing behind, and two tabs may test at once", async () => {
  await Promise.all([store.selfTest(), new Store(memory).selfTest()]);

  assert.equal(await store.recall("self-test"), undefined);
});

test("the self-test tells a memory that forgets", async (t) => {
  t.mock.method(IDBObjectStore.prototype, "put", /** @this {IDBObjectStore} */ function forgets() {
    return this.get("nothing");
  });

  await assert.rejects(store.selfTest(), { name: "NotReadableError" });
});

test("small things are remembered, recalled and forgotten", async () => {
  await store.remember("person", { id: "a" });
  assert.deepEqual(await store.recall("person"), { id: "a" });

  await store.forget("person");
  assert.equal(await store.recall("person"), undefined);
});

test("a closed memory opens again when it is asked", async () => {
  await store.remember("a", 1);
  await store.close();

  assert.equal(await store.recall("a"), 1);
});
