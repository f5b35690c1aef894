import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Store } from "../../../verifier/static/js/device/store.js";
import { SUMMARY, aReport } from "../support/builders.js";
import { Server } from "../support/server.js";
import { Caches, aWorker, integrityOf } from "../support/worker.js";

/** @import { TestContext } from "node:test" */

const PATHS = ["/", "/offline", "/static/js/main.js"];
const UNHASHED = Object.fromEntries(PATHS.map((path) => [path, ""]));

/** @type {Caches} */
let caches;
/** @type {boolean} */
let offline;
/** @type {string | null} the path of a file that is missing on the server */
let missing;

beforeEach(() => {
  caches = new Caches();
  offline = false;
  missing = null;
});

/** @param {string} version */
function filesOf(version) {
  return async (/** @type {string} */ path) => {
    if (offline) throw new TypeError("no way to the server");
    return new Response(`${path} of ${version}`, { status: path === missing ? 500 : 200 });
  };
}

/** A worker that is installed and in use. @param {TestContext} t @param {string} [version] */
async function installed(t, version = "1") {
  const worker = await aWorker(t, { version, precache: UNHASHED, caches, server: filesOf(version) });
  await worker.tell("install");
  return worker;
}

test("after one visit the whole shell opens without coverage", async (t) => {
  const worker = await installed(t);
  await worker.tell("activate");
  offline = true;

  assert.equal(await worker.ask("/", { mode: "navigate" }), "/ of 1");
  assert.equal(await worker.ask("/static/js/main.js"), "/static/js/main.js of 1");
  assert.equal(worker.seen.claimed, 1);
});

for (const path of ["/report", "/notice", "/queue", "/report?from=home", "/?source=pwa"]) {
  test(`${path} opens the shell without coverage`, async (t) => {
    const worker = await installed(t);
    offline = true;

    assert.equal(await worker.ask(path, { mode: "navigate" }), "/ of 1");
  });
}

test("a file asked for with a query is the same file", async (t) => {
  const worker = await installed(t);
  offline = true;

  assert.equal(await worker.ask("/static/js/main.js?v=7"), "/static/js/main.js of 1");
});

test("a page that is not kept is fetched, and without coverage explained", async (t) => {
  const worker = await installed(t);

  assert.equal(await worker.ask("/manual", { mode: "navigate" }), "/manual of 1");
  offline = true;
  assert.equal(await worker.ask("/manual", { mode: "navigate" }), "/offline of 1");
});

test("every file is asked for anew, what the browser holds is not sent again, and redirects are no files", async (t) => {
  /** @type {string[][]} */
  const requests = [];
  const server = async (/** @type {string} */ _path, /** @type {Request | null} */ request) => {
    requests.push([request?.cache ?? "", request?.redirect ?? ""]);
    return new Response("file");
  };
  const worker = await aWorker(t, { version: "1", precache: UNHASHED, caches, server });

  await worker.tell("install");

  assert.deepEqual(requests, PATHS.map(() => ["no-cache", "error"]));
});

test("a file that the browser keeps wrongly is fetched past its cache", async (t) => {
  const precache = { ...UNHASHED, "/static/js/main.js": await integrityOf("right") };
  const server = async (/** @type {string} */ _path, /** @type {Request | null} */ request) => new Response(request?.cache === "reload" ? "right" : "spoilt");
  const worker = await aWorker(t, { version: "1", precache, caches, server });

  await worker.tell("install");

  assert.equal(await worker.ask("/static/js/main.js"), "right");
});

test("a file that another version put in its place fails the whole new version", async (t) => {
  await installed(t, "1");
  const precache = { ...UNHASHED, "/static/js/main.js": await integrityOf("/static/js/main.js of 2") };
  const mixed = await aWorker(t, { version: "2", precache, caches, server: filesOf("3") });

  await assert.rejects(mixed.tell("install"), TypeError);
  assert.deepEqual(await caches.keys(), ["shell-1"]);
  const whole = await aWorker(t, { version: "2", precache, caches, server: filesOf("2") });
  await whole.tell("install");

  assert.deepEqual(await caches.keys(), ["shell-1", "shell-2"]);
});

test("one missing file fails the whole new version, and the old one goes on", async (t) => {
  const old = await installed(t, "1");
  missing = "/static/js/main.js";

  await assert.rejects(installed(t, "2"), TypeError);

  assert.deepEqual(await caches.keys(), ["shell-1"]);
  assert.equal(await old.ask("/", { mode: "navigate" }), "/ of 1");
});

test("a version that can't be fetched again keeps the files it has", async (t) => {
  await installed(t, "1");
  offline = true;

  await assert.rejects(installed(t, "1"), TypeError);

  assert.equal((await caches.open("shell-1")).entries.size, PATHS.length);
});

test("a new version waits for a tap, and the old shell goes only when the new one is in use", async (t) => {
  await installed(t, "1");
  (await caches.open("somebody-elses")).entries.set("/", new Response("kept"));
  const worker = await installed(t, "2");
  assert.deepEqual([worker.seen.skipped, await caches.keys()], [0, ["shell-1", "somebody-elses", "shell-2"]]);

  await worker.tell("message", { data: { do: "use-now" }, ports: [] });
  assert.equal(worker.seen.skipped, 1);
  await worker.tell("activate");

  assert.deepEqual(await caches.keys(), ["somebody-elses", "shell-2"]);
});

test("the worker says which version it is", async (t) => {
  const worker = await installed(t, "7");
  /** @type {unknown[]} */
  const said = [];

  await worker.tell("message", { data: { ask: "version" }, ports: [{ postMessage: (/** @type {unknown} */ text) => said.push(text) }] });

  assert.deepEqual([said, worker.seen.skipped], [["7"], 0]);
});

for (const [what, path, how] of /** @type {[string, string, object][]} */ ([
  ["a report on its way", "/api/v1/reports/1", { method: "PUT" }],
  ["a form", "/sign-in", { method: "POST", mode: "navigate" }],
  ["a question to the API", "/api/v1/me", {}],
  ["another site", "/", { origin: "https://elsewhere.example" }],
  ["a file that is not of the shell", "/practice/cards.json", {}],
  ["the shell's address asked for by a script", "/", {}],
])) {
  test(`the worker keeps its hands off: ${what}`, async (t) => {
    const worker = await installed(t);

    assert.equal(await worker.ask(path, how), null);
  });
}

test("when somebody cleared the caches the app still opens, and is put back for the next time", async (t) => {
  const worker = await installed(t);
  await caches.delete("shell-1");

  assert.equal(await worker.ask("/", { mode: "navigate" }), "/ of 1");

  offline = true;
  assert.equal(await worker.ask("/static/js/main.js"), "/static/js/main.js of 1");
});

test("when the shell can't be put back, the page that was asked for is still given", async (t) => {
  const worker = await installed(t);
  await caches.delete("shell-1");
  missing = "/offline";

  assert.equal(await worker.ask("/", { mode: "navigate" }), "/ of 1");

  missing = null;
  await worker.ask("/", { mode: "navigate" });
  assert.equal((await caches.open("shell-1")).entries.size, PATHS.length);
});

test("with cleared caches and without coverage the fault is the browser's to tell", async (t) => {
  const worker = await installed(t);
  await caches.delete("shell-1");
  offline = true;

  await assert.rejects(worker.ask("/", { mode: "navigate" }), TypeError);
  await assert.rejects(worker.ask("/manual", { mode: "navigate" }), TypeError);
});

/** A worker on a phone with one report in its outbox. @param {TestContext} t @param {Server} server */
async function withReport(t, server) {
  const indexedDB = new IDBFactory();
  const store = new Store(indexedDB);
  await store.save(await aReport(), SUMMARY);
  const worker = await aWorker(t, { version: "1", precache: {}, caches, indexedDB, server: async () => new Response("") });
  globalThis.fetch = (input, init) => server.answer(String(input), init ?? {});
  return { worker, store };
}

test("woken by the browser, the worker sends what waits", async (t) => {
  const server = new Server();
  const { worker, store } = await withReport(t, server);

  await worker.tell("sync", { tag: "outbox" });

  assert.deepEqual([server.rows.size, await store.unsent()], [1, []]);
});

test("what could not be sent asks the browser to wake the worker again", async (t) => {
  const server = new Server();
  server.answer = () => Promise.reject(new TypeError("no way to the server"));
  const { worker, store } = await withReport(t, server);

  await assert.rejects(worker.tell("sync", { tag: "outbox" }), /still waiting/);

  assert.equal((await store.unsent()).length, 1);
});

test("a page that is sending already is left to it", async (t) => {
  const server = new Server();
  const { worker } = await withReport(t, server);

  await navigator.locks.request("outbox-send", () => worker.tell("sync", { tag: "outbox" }));

  assert.deepEqual(server.puts, []);
});

test("a call for something else sends nothing", async (t) => {
  const server = new Server();
  const { worker } = await withReport(t, server);

  await worker.tell("sync", { tag: "photos" });

  assert.deepEqual(server.puts, []);
});
