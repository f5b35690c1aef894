import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { sendRound, toSend } from "../../../verifier/static/js/device/upload.js";
import { AUTHOR, SUMMARY, aReport, aRow } from "../support/builders.js";
import { Life, anApp } from "../support/phone.js";
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

/** Saves reports in the order given. @param {Parameters<typeof aReport>[0][]} drafts */
async function saved(...drafts) {
  const { store } = anApp(memory, fetch);
  const reports = [];
  for (const [place, draft] of drafts.entries()) {
    const report = await aReport({ counter: place + 1, ...draft });
    await store.save(report, SUMMARY);
    reports.push(report);
  }
  return reports;
}

test("a round sends what waits, in the order it was made, and keeps a receipt for each", async () => {
  const reports = await saved({}, {}, {});
  const { parts, store } = appWith();

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, reports.map(({ id }) => id));
  assert.deepEqual([(await store.unsent()).length, (await store.receipts(AUTHOR)).length], [0, 3]);
});

test("nothing waits: the server is not even asked", async () => {
  const { parts } = anApp(memory, () => assert.fail("asked"));

  assert.deepEqual(await sendRound(parts), { end: "done" });
});

test("the server kept the report and its answer was lost: sent again, kept once", async () => {
  const [report] = await saved({});
  const { parts, store } = appWith("lost-answer");

  assert.deepEqual(await sendRound(parts), { end: "later", code: "unreachable", retryAfter: null });
  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, [report?.id, report?.id]);
  assert.deepEqual([server.rows.size, server.conflicts, (await store.receipts(AUTHOR)).length], [1, 0, 1]);
});

for (const [fault, code] of /** @type {[Fault, string][]} */ ([
  ["lost-request", "unreachable"],
  ["stall", "timeout"],
  ["redirect", "unreachable"],
  ["cut-body", "unreachable"],
  ["portal", "foreign-answer"],
  ["wrong-id", "foreign-answer"],
  ["wrong-hash", "foreign-answer"],
  ["busy", "busy"],
])) {
  test(`${fault}: the report is kept, the round ends, and the next one brings it home`, async () => {
    const [report] = await saved({}, {});
    const { parts, store } = appWith(fault);

    const end = await sendRound(parts);

    assert.deepEqual([end.end, "code" in end && end.code], ["later", code]);
    assert.deepEqual((await store.unsent()).map(({ state, tries }) => [state, tries]), [["QUEUED", 1], ["QUEUED", 0]]);
    assert.equal((await store.report(report?.id ?? ""))?.sha256, report?.sha256);
    assert.deepEqual(await sendRound(parts), { end: "done" });
    assert.deepEqual([server.rows.size, server.conflicts], [2, 0]);
  });
}

test("a busy server says how long to wait", async () => {
  await saved({});

  assert.deepEqual(await sendRound(appWith("busy").parts), { end: "later", code: "busy", retryAfter: 2_000 });
});

test("a session that ends in the middle of a round stops it, and keeps everything", async () => {
  await saved({}, {}, {});
  const { parts, store } = appWith("ok", "signed-out");

  assert.deepEqual(await sendRound(parts), { end: "sign-in" });

  assert.deepEqual((await store.unsent()).map(({ state }) => state), ["QUEUED", "QUEUED"]);
});

test("nobody is signed in: nothing is sent", async () => {
  await saved({});
  server.person = null;
  const { parts } = appWith();

  assert.deepEqual(await sendRound(parts), { end: "sign-in" });
  assert.deepEqual(server.puts, []);
});

test("a report the server refuses for good is shown and kept, and the next one is sent", async () => {
  const [refused] = await saved({}, {});
  const { parts, store } = appWith("refused");

  assert.deepEqual(await sendRound(parts), { end: "done" });

  const [row] = await store.unsent();
  assert.deepEqual([row?.id, row?.state, row?.code, row?.detail], [refused?.id, "NEEDS_ATTENTION", "report-refused", "about report-refused"]);
  assert.equal(server.rows.size, 1);
  assert.deepEqual(await sendRound(parts), { end: "done" });
  assert.equal(server.puts.length, 1);
});

test("another report already holds the id: both stay where they are", async () => {
  const [report] = await saved({});
  server.rows.set(report?.id ?? "", { sha256: "0".repeat(64), body: "", number: 1, author: AUTHOR });
  const { parts, store } = appWith();

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual((await store.unsent()).map(({ state, code }) => [state, code]), [["NEEDS_ATTENTION", "conflict"]]);
  assert.equal(server.conflicts, 1);
});

test("a body damaged on the way is sent again later, and the others do not wait for it", async () => {
  await saved({}, {});
  const { parts, store } = appWith("damaged");

  assert.deepEqual(await sendRound(parts), { end: "later", code: "damaged", retryAfter: null });

  assert.deepEqual((await store.unsent()).map(({ state, code }) => [state, code]), [["QUEUED", "damaged"]]);
  assert.deepEqual(await sendRound(parts), { end: "done" });
  assert.equal(server.rows.size, 2);
});

test("a report that changed on the phone is never sent, but shown to its author", async () => {
  const { parts, store } = appWith();
  const report = await aReport();
  await store.save({ ...report, body: report.body.slice(1) }, SUMMARY);

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, []);
  assert.deepEqual((await store.unsent()).map(({ id, code }) => [id, code]), [[report.id, "changed-on-phone"]]);
});

test("a report saved while another one is on its way leaves in the same round, without a new trigger", async () => {
  const [first] = await saved({});
  const second = await aReport({ counter: 2 });
  const { store } = anApp(memory, fetch);
  const { parts } = anApp(memory, async (path, init) => {
    if (String(path).endsWith(first?.id ?? "")) await store.save(second, SUMMARY);
    return server.answer(String(path), init ?? {});
  });

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, [first?.id, second.id]);
});

test("a report is marked as being sent before its first byte goes out", async () => {
  await saved({});
  const { store } = anApp(memory, fetch);
  /** @type {string[]} */
  const seen = [];
  const { parts } = anApp(memory, async (path, init) => {
    if (init?.method === "PUT") seen.push((await store.unsent())[0]?.state ?? "none");
    return server.answer(String(path), init ?? {});
  });

  await sendRound(parts);

  assert.deepEqual(seen, ["SENDING"]);
});

test("an app killed while sending sends again when it starts anew, and the server keeps one", async () => {
  const [report] = await saved({});
  const life = new Life();
  const arrived = Promise.withResolvers();
  const dying = anApp(memory, async (path, init) => {
    const answer = await server.answer(String(path), init ?? {});
    if (init?.method !== "PUT") return answer;
    life.kill();
    arrived.resolve(null);
    return answer;
  }, life);
  void sendRound(dying.parts);
  await arrived.promise;
  await life.ended;
  const { parts, store } = appWith();
  assert.equal((await store.unsent())[0]?.state, "SENDING");

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, [report?.id, report?.id]);
  assert.deepEqual([server.rows.size, (await store.receipts(AUTHOR)).length], [1, 1]);
});

test("several tabs at once send every report once", async () => {
  await saved({}, {}, {}, {});
  const tabs = [appWith(), appWith(), appWith()];

  const ends = await Promise.all(tabs.map(({ parts }) => sendRound(parts)));

  assert.deepEqual(ends.map(({ end }) => end).sort(), ["busy", "busy", "done"]);
  assert.deepEqual([server.puts.length, server.rows.size], [4, 4]);
});

test("only the reports of the person who is signed in are sent", async () => {
  const [mine, others] = await saved({}, { author: "inspector-2" });
  const { parts, store } = appWith();

  assert.deepEqual(await sendRound(parts), { end: "done" });

  assert.deepEqual(server.puts, [mine?.id]);
  assert.deepEqual((await store.unsent()).map(({ id, tries }) => [id, tries]), [[others?.id, 0]]);
  server.person = "inspector-2";
  await sendRound(parts);
  assert.equal(server.rows.get(others?.id ?? "")?.author, "inspector-2");
});

test("somebody else signs in while a round runs: the report waits for its author", async () => {
  const [, second] = await saved({}, {});
  const { parts, store } = anApp(memory, async (path, init) => {
    const answer = await server.answer(String(path), init ?? {});
    if (init?.method === "PUT") server.person = "inspector-2";
    return answer;
  });

  assert.deepEqual(await sendRound(parts), { end: "sign-in" });

  assert.deepEqual((await store.unsent()).map(({ id, state }) => [id, state]), [[second?.id, "QUEUED"]]);
});

test("a report that failed before goes last, so that it holds back nobody", () => {
  const rows = [
    aRow({ id: "failed", counter: 1, tries: 3 }), aRow({ id: "younger", counter: 3 }), aRow({ id: "older", counter: 2 }),
    aRow({ id: "tried", counter: 4 }), aRow({ id: "hers", author: "inspector-2" }), aRow({ id: "looked at", state: "NEEDS_ATTENTION" }),
    aRow({ id: "killed", counter: 5, state: "SENDING" }),
  ];

  assert.deepEqual(toSend(rows, AUTHOR, new Set(["tried"])).map(({ id }) => id), ["older", "younger", "killed", "failed"]);
});

test("a long queue is read a few times in a round, not once for each report", async (t) => {
  await saved(...Array.from({ length: 60 }, () => ({})));
  const { parts, store } = appWith();
  const unsent = t.mock.method(store, "unsent");

  await sendRound(parts);

  assert.equal(server.rows.size, 60);
  assert.ok(unsent.mock.callCount() <= 4, `${unsent.mock.callCount()} times`);
});
