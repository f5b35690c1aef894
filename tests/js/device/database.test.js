import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { IDBDatabase, IDBFactory, IDBObjectStore, forceCloseDatabase } from "fake-indexeddb";

import { Database, answered } from "../../../verifier/static/js/device/database.js";

/** @import { Stores } from "../../../verifier/static/js/device/database.js" */

const SCHEMA = { name: "memory", version: 1, upgrade: (/** @type {IDBDatabase} */ db) => void db.createObjectStore("things") };

/** @type {IDBFactory} */
let factory;
/** @type {IDBDatabase[]} every connection opened, oldest first */
let connections;

beforeEach(() => {
  factory = new IDBFactory();
  connections = [];
  const open = factory.open.bind(factory);
  factory.open = (name, version) => {
    const request = open(name, version);
    request.addEventListener("success", () => connections.push(request.result));
    return request;
  };
});

/** @param {string} key @param {unknown} value */
function put(key, value) {
  return (/** @type {Stores} */ { things }) => answered(/** @type {IDBObjectStore} */ (things).put(value, key));
}

/** @param {string} key */
function get(key) {
  return (/** @type {Stores} */ { things }) => answered(/** @type {IDBObjectStore} */ (things).get(key));
}

/** Closes the newest connection under the app, as a system does that needs the memory. @returns {void} */
function closedBySystem() {
  const close = /** @type {(db: unknown) => void} */ (/** @type {unknown} */ (forceCloseDatabase));
  close(connections.at(-1));
}

/** Takes the connection away in the middle of its work. @param {Stores} stores */
function takenAway(stores) {
  stores.things?.transaction.abort();
  closedBySystem();
}

test("many calls share one connection", async () => {
  const database = new Database(factory, SCHEMA);

  await Promise.all([1, 2, 3].map((n) => database.run(["things"], "readwrite", put(`key ${n}`, n))));

  assert.equal(connections.length, 1);
  assert.equal(await database.run(["things"], "readonly", get("key 3")), 3);
});

test("every write waits for the disk", async (t) => {
  const database = new Database(factory, SCHEMA);
  await database.run(["things"], "readonly", get("a"));
  const transaction = t.mock.method(IDBDatabase.prototype, "transaction");

  await database.run(["things"], "readwrite", put("a", 1));

  assert.deepEqual(transaction.mock.calls[0]?.arguments, [["things"], "readwrite", { durability: "strict" }]);
});

test("work that fails takes back what it had written", async () => {
  const database = new Database(factory, SCHEMA);
  const halfWay = async (/** @type {Stores} */ stores) => {
    await put("first", 1)(stores);
    throw new RangeError("half way");
  };

  await assert.rejects(database.run(["things"], "readwrite", halfWay), RangeError);

  assert.equal(await database.run(["things"], "readonly", get("first")), undefined);
});

test("a value that can't be kept fails at once and leaves nothing", async () => {
  const database = new Database(factory, SCHEMA);

  await assert.rejects(database.run(["things"], "readwrite", put("a", () => {})), { name: "DataCloneError" });
});

test("a request that succeeded in a transaction that did not is not believed", async (t) => {
  const database = new Database(factory, SCHEMA);
  await database.run(["things"], "readwrite", put("a", 1));
  const write = IDBObjectStore.prototype.put;
  t.mock.method(IDBObjectStore.prototype, "put", /** @this {IDBObjectStore} */ function brokenOff(/** @type {unknown} */ value, /** @type {IDBValidKey} */ key) {
    const request = write.call(this, value, key);
    request.addEventListener("success", () => this.transaction.abort());
    return request;
  });

  await assert.rejects(database.run(["things"], "readwrite", put("a", 2)), { name: "AbortError" });

  t.mock.restoreAll();
  assert.equal(await database.run(["things"], "readonly", get("a")), 1);
});

test("a full disk is told by its name", async (t) => {
  const database = new Database(factory, SCHEMA);
  await database.run(["things"], "readwrite", put("a", 1));
  t.mock.method(IDBObjectStore.prototype, "put", () => {
    throw new DOMException("no room", "QuotaExceededError");
  });

  await assert.rejects(database.run(["things"], "readwrite", put("a", 2)), { name: "QuotaExceededError" });
});

test("a connection that the system closed is opened again", async () => {
  const database = new Database(factory, SCHEMA);
  await database.run(["things"], "readwrite", put("a", 1));

  closedBySystem();

  assert.equal(await database.run(["things"], "readonly", get("a")), 1);
  assert.equal(connections.length, 2);
});

test("a connection closed without a word is opened once more, and the work done", async () => {
  const database = new Database(factory, SCHEMA);
  await database.run(["things"], "readwrite", put("a", 1));

  connections[0]?.close();

  assert.equal(await database.run(["things"], "readonly", get("a")), 1);
});

test("a connection that dies in the middle of the work is opened once more, and the work done whole", async () => {
  const database = new Database(factory, SCHEMA);
  let times = 0;
  const diesOnce = async (/** @type {Stores} */ stores) => {
    await put(`time ${++times}`, 1)(stores);
    if (times === 1) takenAway(stores);
    await put("last", times)(stores);
  };

  await database.run(["things"], "readwrite", diesOnce);

  assert.equal(await database.run(["things"], "readonly", get("time 1")), undefined);
  assert.equal(await database.run(["things"], "readonly", get("last")), 2);
});

test("a connection that dies twice is told", async () => {
  const database = new Database(factory, SCHEMA);
  const dies = async (/** @type {Stores} */ stores) => {
    takenAway(stores);
    await put("a", 1)(stores);
  };

  await assert.rejects(database.run(["things"], "readwrite", dies), DOMException);
  assert.equal(connections.length, 2);
});

test("an older app on a newer memory is told so, and nothing is deleted", async () => {
  const newer = new Database(factory, { ...SCHEMA, version: 2 });
  await newer.run(["things"], "readwrite", put("a", 1));

  await assert.rejects(new Database(factory, SCHEMA).run(["things"], "readonly", get("a")), { name: "VersionError" });
  assert.equal(await newer.run(["things"], "readonly", get("a")), 1);
});

test("an open tab gives way to one with a newer memory", async () => {
  const older = new Database(factory, SCHEMA);
  await older.run(["things"], "readwrite", put("a", 1));

  const newer = new Database(factory, { ...SCHEMA, version: 2, upgrade: () => {} });

  assert.equal(await newer.run(["things"], "readonly", get("a")), 1);
});

test("a memory that another tab holds is not waited for without end, and not kept open when it comes late", async () => {
  const holder = await new Promise((resolve) => {
    const request = factory.open(SCHEMA.name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("things");
    request.onsuccess = () => resolve(request.result);
  });
  mock.timers.enable({ apis: ["setTimeout"] });
  const waiting = new Database(factory, { ...SCHEMA, version: 2, upgrade: () => {} }).run(["things"], "readonly", get("a"));
  mock.timers.tick(8_000);
  mock.timers.reset();

  await assert.rejects(waiting, { name: "TimeoutError" });
  holder.close();
  const third = new Database(factory, { ...SCHEMA, version: 3, upgrade: () => {} });
  assert.equal(await third.run(["things"], "readonly", get("a")), undefined);
});

test("a memory that the browser forbids is told, also when it is closed afterwards", async () => {
  factory.open = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  const database = new Database(factory, SCHEMA);

  await assert.rejects(database.run(["things"], "readonly", get("a")), { name: "SecurityError" });
  await database.close();
});
