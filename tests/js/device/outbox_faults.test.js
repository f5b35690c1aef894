/** The promise of the outbox under everything at once: bad networks, kills at any step, several tabs. Nothing lost, nothing doubled. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { AUTHOR, SUMMARY, aReport, dice } from "../support/builders.js";
import { Life, anApp } from "../support/phone.js";
import { Server, network } from "../support/server.js";

/** @import { Fault } from "../support/server.js" */

const REPORTS = 25;
const LIVES = 60;
/** @type {Fault[]} */
const FAULTS = [
  "lost-answer", "lost-request", "busy", "signed-out", "portal", "redirect", "stall", "cut-body", "wrong-id", "wrong-hash", "damaged",
];

/** One in three calls meets a fault. @param {() => number} random @returns {Fault} */
function faultBy(random) {
  return random() < 1 / 3 ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? "ok") : "ok";
}

/**
 * Lives the phone through kills and faults, saving a report now and then.
 * @param {number} seed
 */
async function livedThrough(seed) {
  const random = dice(seed);
  const server = new Server();
  const memory = new IDBFactory();
  /** @type {string[]} */
  const saved = [];
  for (let n = 0; n < LIVES || saved.length < REPORTS; n += 1) {
    const tabs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const life = new Life(1 + Math.floor(random() * 60));
      return { life, app: anApp(memory, network(server, () => faultBy(random)), life) };
    });
    const first = tabs[0];
    if (first && saved.length < REPORTS) {
      const report = await aReport({ counter: saved.length + 1, note: `report ${saved.length}` });
      await first.app.store.save(report, SUMMARY);
      saved.push(report.id);
    }
    await Promise.all(tabs.map(({ life, app }) => Promise.race([app.sender.wake(), life.ended])));
    for (const { life, app } of tabs) {
      life.kill();
      app.sender.stop();
    }
  }
  return { server, memory, saved };
}

for (const seed of [1, 2, 3, 5, 8]) {
  test(`${REPORTS} reports through ${LIVES} killed apps and a bad network, seed ${seed}: 0 lost, 0 doubled`, async () => {
    const { server, memory, saved } = await livedThrough(seed);
    const received = new Set((await anApp(memory, fetch).store.receipts(AUTHOR)).map(({ id }) => id));
    const waiting = (await anApp(memory, fetch).store.unsent()).map(({ id }) => id);
    assert.deepEqual([...received, ...waiting].sort(), [...saved].sort(), "every report is either received or still waits");
    assert.ok([...received].every((id) => server.rows.has(id)), "no receipt without a row");

    const good = anApp(memory, network(server, () => "ok"));
    await good.sender.wake();

    assert.deepEqual([...server.rows.keys()].sort(), [...saved].sort());
    assert.deepEqual([...server.rows.values()].map(({ body }) => JSON.parse(body).note).sort(), saved.map((_, n) => `report ${n}`).sort());
    assert.deepEqual([server.conflicts, await good.store.unsent()], [0, []]);
    assert.equal((await good.store.receipts(AUTHOR)).length, REPORTS);
    assert.ok(server.puts.length > REPORTS, "the faults did make reports travel again");
  });
}
