import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "../support/page.js";
import { CARD, NOTHING, aScanner, code, problem } from "../support/scanning.js";

/** @import { Answer } from "../support/scanning.js" */

test("while the camera has no picture nothing is sent", async (t) => {
  const { scanner, seen, wait } = aScanner(t);
  seen.there = false;
  scanner.start();
  await wait(300);
  assert.deepEqual([seen.looks, seen.sent], [0, 0]);

  seen.there = true;
  await wait(100);

  assert.equal(seen.sent, 1);
});

test("the frames of a scan are counted, and are in turn the whole picture and the viewfinder's part", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  const attempts = [];
  for (let n = 0; n < 4; n += 1) {
    await settled();
    attempts.push(seen.flying[0]?.attempt);
    await answer(NOTHING);
    await wait(1_000);
  }

  assert.deepEqual(attempts, [0, 1, 2, 3]);
  assert.deepEqual(seen.wholes.slice(0, 4), [true, false, true, false]);
});

test("a blurred frame waits for a sharper one", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await answer(NOTHING);
  seen.sharpness = 10;
  await wait(400);
  assert.equal(seen.sent, 1);

  seen.sharpness = 100;
  await wait(150);

  assert.equal(seen.sent, 2);
});

for (const [failure, status] of /** @type {[Answer, string][]} */ ([
  [{ kind: "unreachable", timedOut: true }, "no-coverage"],
  [{ kind: "foreign", status: 200 }, "no-coverage"],
  [problem(401), "sign-in"],
  [problem(429), "server-busy"],
  [problem(503), "server-busy"],
  [problem(415), "looking"],
])) {
  test(`${failure.kind} ${"status" in failure ? failure.status : ""} is said as ${status}, and the search goes on`, async (t) => {
    const { scanner, seen, answer, wait } = aScanner(t);
    scanner.start();

    await answer(failure);
    await wait(1_300);

    assert.deepEqual([seen.statuses.at(-1), seen.sent], [status, 2]);
  });
}

test("a busy server is not asked before the time it named", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await answer(problem(503, 5_000));

  await wait(4_900);
  assert.equal(seen.sent, 1);
  await wait(300);
  assert.equal(seen.sent, 2);
});

test("a server that stays away is asked less and less, and the phone reads on all the time", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t, { here: [] });
  scanner.start();

  for (const [n, pause] of [1_000, 2_000, 4_000].entries()) {
    await answer({ kind: "unreachable", timedOut: false });
    await wait(pause - 100);
    assert.equal(seen.sent, n + 1);
    await wait(400);
    assert.equal(seen.sent, n + 2);
  }
  seen.here = [code(CARD)];
  await wait(200);

  assert.equal(seen.read.length, 1);
});

test("an upload that never arrives makes the next one smaller", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await answer({ kind: "unreachable", timedOut: true });
  await wait(1_300);

  const bytes = seen.sizes.map(({ side, quality }) => side * side * quality);
  assert.ok(Number(bytes[1]) < Number(bytes[0]), `${bytes}`);
});
