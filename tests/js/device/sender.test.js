/** The sender of upload.js: when rounds start, and when they start again. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { SUMMARY, aReport } from "../support/builders.js";
import { settled } from "../support/page.js";
import { anApp } from "../support/phone.js";
import { Server, network } from "../support/server.js";

/** @import { Fault } from "../support/server.js" */

/** @type {Server} */
let server;
/** @type {IDBFactory} */
let memory;

beforeEach(() => {
  server = new Server();
  memory = new IDBFactory();
});

/** An app whose n-th PUT meets the n-th fault; after the last one the network is good. @param {Fault[]} faults */
function appWith(...faults) {
  return anApp(memory, network(server, (path) => (path === "/api/v1/me" ? "ok" : (faults.shift() ?? "ok"))));
}

/** Saves as many reports as asked for. @param {number} count */
async function saved(count) {
  const { store } = anApp(memory, fetch);
  for (let counter = 1; counter <= count; counter += 1) await store.save(await aReport({ counter }), SUMMARY);
}

/** Waits until a list has grown to a length. @param {unknown[]} list @param {number} length */
async function grown(list, length) {
  while (list.length < length) await new Promise((resolve) => setImmediate(resolve));
}

test("after a failure the sender comes back by itself, later each time, and is done when all is received", async (t) => {
  await saved(1);
  const { sender, ends } = appWith("lost-request", "busy", "stall");
  t.after(() => sender.stop());
  t.mock.timers.enable({ apis: ["setTimeout"] });

  await sender.wake();
  for (const wait of [1_000, 2_000, 4_000]) {
    const before = ends.length;
    t.mock.timers.tick(wait - 1);
    await settled();
    assert.equal(ends.length, before);
    t.mock.timers.tick(1);
    await grown(ends, before + 1);
  }

  assert.deepEqual(ends.map((end) => ("code" in end ? end.code : end.end)), ["unreachable", "busy", "timeout", "done"]);
  assert.equal(server.rows.size, 1);
});

test("a tab that finds another one sending looks again shortly after", async (t) => {
  await saved(1);
  const { sender, ends } = appWith();
  t.after(() => sender.stop());
  t.mock.timers.enable({ apis: ["setTimeout"] });

  await navigator.locks.request("outbox-send", () => sender.wake());
  assert.deepEqual(ends, [{ end: "busy" }]);
  t.mock.timers.tick(2_000);
  await grown(ends, 2);

  assert.deepEqual(ends, [{ end: "busy" }, { end: "done" }]);
});

test("several calls at once make one round, and one more for what came meanwhile", async (t) => {
  await saved(2);
  const { sender, ends } = appWith();
  t.after(() => sender.stop());

  await Promise.all([sender.wake(), sender.wake(), sender.wake()]);

  assert.deepEqual(ends, [{ end: "done" }, { end: "done" }]);
  assert.equal(server.puts.length, 2);
});

test("a memory that fails under the sender is tried again later", async (t) => {
  const { sender, ends, store } = appWith();
  t.after(() => sender.stop());
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const broken = t.mock.method(store, "unsent", () => Promise.reject(new DOMException("gone", "UnknownError")));

  await sender.wake();
  broken.mock.restore();
  t.mock.timers.tick(1_000);
  await grown(ends, 2);

  assert.deepEqual(ends, [{ end: "later", code: "storage", retryAfter: null }, { end: "done" }]);
});

test("a fault of our own is not taken for a bad network", async (t) => {
  const { sender, store } = appWith();
  t.mock.method(store, "unsent", () => Promise.reject(new RangeError("ours")));

  await assert.rejects(sender.wake(), RangeError);
});
