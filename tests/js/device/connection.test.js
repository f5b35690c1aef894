import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection } from "../../../verifier/static/js/device/connection.js";
import { aPage, settled } from "../support/page.js";

/**
 * A connection whose probes give these answers in turn; the last one stands.
 * @param {boolean[]} answers
 */
function connectionThat(...answers) {
  const seen = { probes: 0, told: /** @type {boolean[]} */ ([]) };
  const probe = () => Promise.resolve(Boolean(answers[Math.min(seen.probes++, answers.length - 1)]));
  const connection = new Connection({ probe, random: () => 1 });
  connection.listen((online) => void seen.told.push(online));
  return { connection, seen };
}

test("the browser's word is only a hint: a server that does not answer is offline", async (t) => {
  aPage(t, { onLine: true });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, seen } = connectionThat(false);

  connection.watch();
  await settled();

  assert.deepEqual([connection.online, seen.told], [false, [false]]);
});

test("nothing is claimed before something was heard", (t) => {
  aPage(t);

  assert.equal(connectionThat(true).connection.online, null);
});

test("a phone said to have no network is offline at once, and looked into at once", async (t) => {
  aPage(t, { onLine: false });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, seen } = connectionThat(true);

  connection.watch();
  assert.deepEqual(seen.told, [false]);
  await settled();

  assert.deepEqual([seen.probes, seen.told], [1, [false, true]]);
});

test("a server that comes back is found without a reload, asked less often each time", async (t) => {
  aPage(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, seen } = connectionThat(false, false, true);
  connection.watch();
  await settled();

  for (const [wait, probes] of /** @type {[number, number][]} */ ([[2_999, 1], [1, 2], [5_999, 2], [1, 3]])) {
    t.mock.timers.tick(wait);
    await settled();
    assert.equal(seen.probes, probes);
  }

  assert.deepEqual(seen.told, [false, true]);
});

test("a page nobody looks at does not ask; it asks when it is looked at again", async (t) => {
  const page = aPage(t, { onLine: false, hidden: true });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, seen } = connectionThat(true);
  connection.watch();
  t.mock.timers.tick(60_000);
  await settled();
  assert.equal(seen.probes, 0);

  page.show(true);
  await settled();

  assert.equal(seen.probes, 1);
});

test("several hints at once make one question", async (t) => {
  const page = aPage(t);
  const { connection, seen } = connectionThat(true);
  connection.watch();
  page.tell("online");
  page.show(true);
  await settled();

  assert.equal(seen.probes, 1);
});

test("the calls that the app makes anyway tell the connection too, and listeners hear changes only", (t) => {
  aPage(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, seen } = connectionThat(true);

  for (const reached of [true, true, false, false, true]) connection.heard(reached);

  assert.deepEqual([seen.told, seen.probes], [[true, false, true], 0]);
});

test("a network that goes is believed at once", (t) => {
  const page = aPage(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection } = connectionThat(true);
  connection.watch();

  page.tell("offline");

  assert.equal(connection.online, false);
});
