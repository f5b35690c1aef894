import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Api } from "../../../verifier/static/js/device/api.js";
import { Outbox, storageKey } from "../../../verifier/static/js/device/outbox.js";
import { Store } from "../../../verifier/static/js/device/store.js";
import { AUTHOR, aDraft } from "../support/builders.js";
import { Server, network } from "../support/server.js";

/** @import { Fault } from "../support/server.js" */
/** @import { RoundEnd } from "../../../verifier/static/js/device/upload.js" */

/** @type {Server} */
let server;
/** @type {IDBFactory} */
let memory;
/** @type {Outbox[]} */
let open;
/** @type {Fault} */
let fault;

beforeEach(() => {
  server = new Server();
  memory = new IDBFactory();
  open = [];
  fault = "ok";
});

afterEach(() => {
  for (const outbox of open) {
    outbox.sender.stop();
    outbox.channel.close();
  }
});

/** An outbox as a tab has it. @param {Store} [store] */
function aTab(store = new Store(memory), author = AUTHOR) {
  const api = new Api(network(server, () => fault));
  const outbox = new Outbox({ store, api, locks: navigator.locks, author: () => author, version: () => Promise.resolve("test") });
  open.push(outbox);
  return outbox;
}

/** How the next round of a tab ends. @param {Outbox} outbox @returns {Promise<RoundEnd>} */
function roundOf(outbox) {
  return new Promise((resolve) => {
    outbox.lastEnd = null;
    outbox.listen(() => {
      if (outbox.lastEnd) resolve(outbox.lastEnd);
    });
  });
}

test("a saved report is sent at once, and only once", async () => {
  const outbox = aTab();
  const round = roundOf(outbox);
  const draft = aDraft();

  assert.deepEqual(await outbox.save(draft), { ok: true, id: draft.id });
  assert.deepEqual(await round, { end: "done" });

  assert.deepEqual(server.puts, [draft.id]);
  const view = await outbox.view();
  assert.deepEqual([view.reports.length, view.receipts.map(({ id }) => id), view.others], [0, [draft.id], 0]);
});

test("page and worker are both woken by a save, and one of them sends", async () => {
  const [page, other] = [aTab(), aTab()];
  const rounds = Promise.all([roundOf(page), roundOf(other)]);

  await page.save(aDraft());
  other.send();
  await rounds;

  assert.deepEqual([server.puts.length, server.rows.size], [1, 1]);
});

test("without coverage a report stands in the queue, in the words of the draft", async () => {
  fault = "lost-request";
  const outbox = aTab();
  const round = roundOf(outbox);

  await outbox.save(aDraft({ act: "confiscation", grounds: ["EXPIRED"], holder_name: " Øyvind ", card_number: " 10000019 " }));

  assert.deepEqual(await round, { end: "later", code: "unreachable", retryAfter: null });
  assert.deepEqual((await outbox.view()).reports.map(({ summary }) => summary), [{ act: "confiscation", card_number: "10000019", holder: "Øyvind" }]);
});

test("a report that was sent before the saving ended still counts as saved", async () => {
  const store = new Store(memory);
  const save = store.save.bind(store);
  const outbox = aTab(store);
  store.save = async (report, summary) => {
    const saved = await save(report, summary);
    await outbox.sender.wake();
    return saved;
  };

  assert.equal((await outbox.save(aDraft())).ok, true);
  assert.equal(server.rows.size, 1);
});

test("two tabs with the same draft: what the second one says is kept too", async () => {
  const [first, second] = [aTab(), aTab()];
  const draft = aDraft({ note: "before" });
  const firstRound = roundOf(first);
  await first.save(draft);
  await firstRound;
  const secondRound = roundOf(second);

  assert.equal((await second.save({ ...draft, note: "after" })).ok, true);
  await secondRound;

  const notes = [...server.rows.values()].map(({ body }) => JSON.parse(body).note);
  assert.deepEqual([notes.sort(), server.conflicts], [["after", "before"], 0]);
});

test("the report bears the server's clock as last heard, a counter and the version", async () => {
  const outbox = aTab();
  await outbox.noteClock(-2_500);
  const round = roundOf(outbox);
  await outbox.save(aDraft());
  await round;

  const body = JSON.parse([...server.rows.values()][0]?.body ?? "{}");
  assert.deepEqual([body.server_offset_ms, body.counter, body.app_version], [-2_500, 1, "test"]);
});

for (const [name, key] of [["QuotaExceededError", "ui.storage.full"], ["VersionError", "ui.storage.newer"], ["UnknownError", "ui.storage.unavailable"]]) {
  test(`a phone that can't keep the report says so (${name}), and nothing is sent`, async () => {
    const store = new Store(memory);
    store.save = () => Promise.reject(new DOMException("no", name));
    const outbox = aTab(store);

    assert.deepEqual(await outbox.save(aDraft()), { ok: false, key });
    assert.deepEqual(server.puts, []);
  });
}

test("a phone that forgets what it wrote is not believed", async () => {
  const store = new Store(memory);
  store.save = () => Promise.resolve(true);

  assert.deepEqual(await aTab(store).save(aDraft()), { ok: false, key: "ui.storage.unavailable" });
});

test("a fault that is not the memory's is not hidden", async () => {
  const store = new Store(memory);
  store.save = () => Promise.reject(new RangeError("ours"));

  await assert.rejects(aTab(store).save(aDraft()), RangeError);
  assert.equal(storageKey(new RangeError("ours")), "ui.storage.unavailable");
});

test("a refused report is sent again when its author asks for it", async () => {
  fault = "ok";
  const outbox = aTab();
  const draft = aDraft();
  server.rows.set(draft.id, { sha256: "0".repeat(64), body: "", number: 1, author: AUTHOR });
  const refused = roundOf(outbox);
  await outbox.save(draft);
  await refused;
  assert.equal((await outbox.view()).reports[0]?.state, "NEEDS_ATTENTION");
  server.rows.clear();
  const again = roundOf(outbox);

  await outbox.retry(draft.id);
  await again;

  assert.deepEqual((await outbox.view()).reports, []);
});

test("others who use the phone are counted, not shown", async () => {
  fault = "lost-request";
  const outbox = aTab();
  await outbox.save(aDraft());
  await aTab(undefined, "inspector-2").save(aDraft({ author: "inspector-2" }));

  const view = await outbox.view();
  assert.deepEqual([view.reports.length, view.others], [1, 1]);
});

test("a draft of somebody who no longer uses the phone is not saved in that name", async () => {
  const outbox = aTab();
  const draft = aDraft({ author: "inspector-2" });

  assert.deepEqual(await outbox.save(draft), { ok: false, key: "ui.storage.other-author" });

  assert.equal(await outbox.file(draft.id), null);
});

test("a report can be carried by hand as the exact bytes that would be sent", async () => {
  fault = "lost-request";
  const outbox = aTab();
  const draft = aDraft({ note: "Łódź" });
  await outbox.save(draft);

  const file = await outbox.file(draft.id);

  assert.equal(file?.name, `kortsjekk-${draft.id}.json`);
  assert.equal(JSON.parse((await file?.text()) ?? "{}").note, "Łódź");
  assert.equal(await outbox.file("nobody"), null);
});

test("a change in one tab is told in the other", async () => {
  const [one, other] = [aTab(), aTab()];
  const told = new Promise((resolve) => other.listen(() => resolve(null)));

  await one.save(aDraft());

  assert.equal(await told, null);
});

test("a notice takes no half-written report away, and its letters stay until both addressees have theirs", async () => {
  const outbox = aTab();
  const open = aDraft({ note: "half written" });
  await outbox.store.keepDraft(open);
  const letters = { language: "nb", authority: /** @type {const} */ ("arbeidstilsynet"), subject: "Varsel", to_authority: "A", to_employer: "B" };
  const round = roundOf(outbox);

  const saved = await outbox.save({ ...aDraft(), notice: letters });
  await round;

  assert.ok(saved.ok);
  assert.deepEqual(await outbox.store.draftOf(AUTHOR), open);
  assert.deepEqual(await outbox.store.letters(saved.id), letters);
  const [receipt] = (await outbox.view()).receipts;
  assert.deepEqual(receipt?.summary.notice, { authority: "arbeidstilsynet", employer: null });

  assert.deepEqual(await outbox.store.withLetters(), [saved.id]);
  await outbox.store.dropLetters(saved.id);
  assert.deepEqual(await outbox.store.withLetters(), []);
  assert.equal(await outbox.store.letters(saved.id), null);
});
