import assert from "node:assert/strict";
import { test } from "node:test";

import { Scanner } from "../../../verifier/static/js/device/scanner.js";
import { aCheck } from "../support/builders.js";
import { settled } from "../support/page.js";

/** @import { Api } from "../../../verifier/static/js/device/api.js" */
/** @import { CardCheck } from "../../../verifier/static/js/domain/check.js" */
/** @import { TestContext } from "node:test" */

/** @typedef {Awaited<ReturnType<Api["frame"]>>} Answer */

const NOTHING = /** @type {Answer} */ ({ kind: "answer", codes: [] });
const FRAME = new Blob(["frame"]);

/** @param {CardCheck[]} codes @returns {Answer} */
function codes(...codes) {
  return { kind: "answer", codes };
}

/** @param {number} status @param {number | null} [retryAfter] @returns {Answer} */
function problem(status, retryAfter = null) {
  return { kind: "problem", status, code: "some", detail: "", retryAfter };
}

/**
 * A scanner under a clock that stands, whose frames are answered when the test says so.
 * @param {TestContext} t
 */
function aScanner(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  const seen = {
    picture: /** @type {Blob | null} */ (FRAME), taken: 0, most: 0,
    flying: /** @type {{signal: AbortSignal, answer: (answer: Answer) => void}[]} */ ([]),
    found: /** @type {CardCheck[][]} */ ([]), statuses: /** @type {string[]} */ ([]),
  };
  const scanner = new Scanner({
    take: () => {
      seen.taken += 1;
      return Promise.resolve(seen.picture);
    },
    send: (_frame, signal) => new Promise((answer) => {
      seen.flying.push({ signal, answer });
      seen.most = Math.max(seen.most, seen.flying.filter((flight) => !flight.signal.aborted).length);
    }),
    found: (checks) => void seen.found.push(checks),
    status: (status) => void seen.statuses.push(status),
    random: () => 1,
  });
  t.after(() => scanner.stop());
  const answer = async (/** @type {Answer} */ what) => {
    await settled();
    seen.flying.shift()?.answer(what);
    await settled();
  };
  const wait = async (/** @type {number} */ milliseconds) => {
    t.mock.timers.tick(milliseconds);
    await settled();
  };
  return { scanner, seen, answer, wait };
}

test("one frame is on its way at a time, and the next one follows its answer", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await wait(10_000);
  assert.equal(seen.flying.length, 1);

  await answer(NOTHING);
  await wait(10_000);

  assert.deepEqual([seen.taken, seen.flying.length, seen.most], [2, 1, 1]);
});

test("a card that is read ends the search", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  const check = aCheck();
  scanner.start();

  await answer(codes(check));
  await wait(60_000);

  assert.deepEqual([seen.found, seen.taken], [[[check]], 1]);
});

test("stopping calls the frame back, and its answer is not used", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await settled();
  const [flight] = seen.flying;

  scanner.stop();
  await answer(codes(aCheck()));
  await wait(60_000);

  assert.deepEqual([flight?.signal.aborted, seen.found, seen.taken], [true, [], 1]);
});

test("starting anew leaves no second frame on its way", async (t) => {
  const { scanner, seen, answer } = aScanner(t);
  for (let n = 0; n < 5; n += 1) {
    scanner.start();
    await settled();
  }

  for (let n = 0; n < 4; n += 1) await answer(codes(aCheck()));

  assert.deepEqual([seen.most, seen.found], [1, []]);
  await answer(codes(aCheck()));
  assert.equal(seen.found.length, 1);
});

test("while the camera has no picture nothing is sent", async (t) => {
  const { scanner, seen, wait } = aScanner(t);
  seen.picture = null;
  scanner.start();
  await settled();
  await wait(100);
  assert.deepEqual([seen.taken, seen.flying.length], [2, 0]);

  seen.picture = FRAME;
  await wait(100);

  assert.equal(seen.flying.length, 1);
});

test("who looks long without success is told", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await answer(NOTHING);
  await wait(6_001);
  await answer(NOTHING);

  assert.deepEqual(seen.statuses, ["looking", "looking", "nothing-yet"]);
});

for (const [failure, status] of /** @type {[Answer, string][]} */ ([
  [{ kind: "unreachable", timedOut: true }, "no-coverage"],
  [{ kind: "foreign", status: 200 }, "no-coverage"],
  [problem(401), "sign-in"],
  [problem(429), "server-busy"],
  [problem(503), "server-busy"],
  [problem(415), "not-read"],
])) {
  test(`${failure.kind} ${"status" in failure ? failure.status : ""} is said as ${status}, and the search goes on`, async (t) => {
    const { scanner, seen, answer, wait } = aScanner(t);
    scanner.start();

    await answer(failure);
    await wait(1_000);

    assert.deepEqual([seen.statuses.at(-1), seen.taken], [status, 2]);
  });
}

test("a busy server is not asked before the time it named", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await answer(problem(503, 5_000));

  await wait(4_999);
  assert.equal(seen.taken, 1);
  await wait(1);
  assert.equal(seen.taken, 2);
});

test("a server that stays away is asked less and less", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();

  for (const [n, pause] of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
    await answer({ kind: "unreachable", timedOut: false });
    await wait(pause - 1);
    assert.equal(seen.taken, n + 1);
    await wait(1);
    assert.equal(seen.taken, n + 2);
  }
});

test("the card just judged is judged again only after it has left the picture", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  const same = aCheck({ code: "same" });
  scanner.start("same");
  for (const answered of [codes(same), codes(same), NOTHING, codes(same)]) {
    await answer(answered);
    await wait(5_000);
  }
  // One frame without it may be a blur.
  assert.deepEqual(seen.found, []);
  assert.ok(seen.statuses.includes("same-card"));

  for (const answered of [NOTHING, NOTHING, codes(same)]) {
    await answer(answered);
    await wait(5_000);
  }

  assert.deepEqual(seen.found, [[same]]);
});

test("another card is taken at once, beside the one just judged", async (t) => {
  const { scanner, seen, answer } = aScanner(t);
  const other = aCheck({ code: "other" });
  scanner.start("same");

  await answer(codes(aCheck({ code: "same" }), other));

  assert.deepEqual(seen.found, [[other]]);
});
