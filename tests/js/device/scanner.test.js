import assert from "node:assert/strict";
import { test } from "node:test";

import { aCheck } from "../support/builders.js";
import { settled } from "../support/page.js";
import { CARD, LINK, NOTHING, aScanner, code, codes } from "../support/scanning.js";

/** @import { FoundCode } from "../../../verifier/static/js/device/decoder.js" */

test("one frame is on its way at a time, and the next one follows its answer", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await wait(3_000);
  assert.equal(seen.sent, 1);

  await answer(NOTHING);
  await wait(2_000);

  assert.deepEqual([seen.sent, seen.most], [2, 1]);
});

test("a card that the server reads ends the search", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  const check = aCheck({ code: CARD });
  scanner.start();

  await answer(codes(check));
  const { looks } = seen;
  await wait(2_000);

  assert.deepEqual([seen.found, seen.looks], [[[check]], looks]);
});

test("a card that the phone reads ends the search, and no frame goes up", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [code(CARD)] });
  scanner.start();

  await wait(2_000);

  assert.deepEqual([seen.read, seen.looks, seen.sent], [[[{ text: CARD, card_number: CARD }]], 1, 0]);
});

test("a frame goes up once the phone has tried it in vain", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  const trying = /** @type {PromiseWithResolvers<FoundCode[]>} */ (Promise.withResolvers());
  seen.trying = trying.promise;
  scanner.start();
  await wait(200);
  assert.equal(seen.sent, 0);

  trying.resolve([]);
  await settled();

  assert.equal(seen.sent, 1);
});

test("a phone that takes long does not hold the upload up, and still wins when it reads first", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  const trying = /** @type {PromiseWithResolvers<FoundCode[]>} */ (Promise.withResolvers());
  seen.trying = trying.promise;
  scanner.start();
  await wait(450);
  const [flight] = seen.flying;
  assert.deepEqual([seen.sent, flight?.signal.aborted], [1, false]);

  trying.resolve([code(CARD)]);
  await settled();
  flight?.answer(codes(aCheck({ code: CARD })));
  await wait(1_000);

  assert.deepEqual([seen.read.length, seen.found, flight?.signal.aborted, seen.looks], [1, [], true, 1]);
});

test("the phone goes on looking while a frame is on its way", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  scanner.start();
  await wait(500);
  const [flight] = seen.flying;

  seen.here = [code(CARD)];
  await wait(200);

  assert.deepEqual([seen.read.length, flight?.signal.aborted, seen.sent], [1, true, 1]);
});

test("stopping calls the frame back, and its answer is not used", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t);
  scanner.start();
  await settled();
  const [flight] = seen.flying;

  scanner.stop();
  await answer(codes(aCheck()));
  await wait(1_000);

  assert.deepEqual([flight?.signal.aborted, seen.found, seen.sent], [true, [], 1]);
});

test("what the phone reads after a stop is not used", async (t) => {
  const { scanner, seen } = aScanner(t, { here: [] });
  const trying = /** @type {PromiseWithResolvers<FoundCode[]>} */ (Promise.withResolvers());
  seen.trying = trying.promise;
  scanner.start();
  await settled();

  scanner.stop();
  trying.resolve([code(CARD)]);
  await settled();

  assert.deepEqual([seen.read, seen.sent], [[], 0]);
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

test("who looks long without success is told", async (t) => {
  const { scanner, seen, wait } = aScanner(t);
  scanner.start();
  await wait(7_000);

  assert.deepEqual(seen.statuses, ["looking", "nothing-yet"]);
});

test("a web link is called one, and the search goes on to the card", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [code(LINK)] });
  scanner.start();
  await wait(1_000);
  assert.deepEqual([seen.statuses, seen.read], [["looking", "link"], []]);

  seen.here = [code(LINK), code(CARD)];
  await wait(200);

  assert.deepEqual(seen.read, [[{ text: CARD, card_number: CARD }]]);
});

test("beside a web link the server is asked for a card that only it can read, at the pace and with the attempt of any search", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t, { here: [code(LINK)] });
  const worn = aCheck({ code: CARD });
  scanner.start();
  await wait(500);
  assert.deepEqual([seen.sent, seen.flying[0]?.attempt], [1, 0]);
  await answer(codes(aCheck({ code: LINK, outcome: "UNCONFIRMED", reason: "UNKNOWN_FORMAT", card: null, card_number: null })));
  await wait(2_000);
  assert.deepEqual([seen.sent, seen.flying[0]?.attempt, seen.found, new Set(seen.statuses)], [2, 1, [], new Set(["looking", "link"])]);

  await answer(codes(worn));

  assert.deepEqual(seen.found, [[worn]]);
});

test("while the card just judged still lies there, no frame goes up", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [code(CARD), code(LINK)] });
  scanner.start(CARD);

  await wait(3_000);

  assert.deepEqual([seen.sent, seen.read], [0, []]);
});

test("whether a search goes on can be asked, so that nobody begins a second one", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  const said = [scanner.looking];
  scanner.start();
  said.push(scanner.looking);
  scanner.stop();
  said.push(scanner.looking);
  scanner.start();
  seen.here = [code(CARD)];
  await wait(200);
  said.push(scanner.looking);

  assert.deepEqual(said, [false, true, false, false]);
});

test("what the server says of a code that is no card is no verdict", async (t) => {
  const { scanner, seen, answer } = aScanner(t);
  scanner.start();

  await answer(codes(aCheck({ code: LINK, outcome: "UNCONFIRMED", reason: "UNKNOWN_FORMAT", card: null, card_number: null })));

  assert.deepEqual([seen.found, seen.statuses], [[], ["looking", "link"]]);
});

test("two cards side by side are both told", async (t) => {
  const { scanner, seen } = aScanner(t, { here: [code(CARD), code("10000027")] });
  scanner.start();
  await settled();

  assert.deepEqual(seen.read[0]?.map((card) => card.card_number), [CARD, "10000027"]);
});

test("a barcode of another kind is named, by the phone or by the server, and frames still go up", async (t) => {
  const { scanner, seen, answer, wait } = aScanner(t, { here: [code("7038010009457", "EAN13")] });
  scanner.start();
  await wait(100);
  assert.deepEqual([seen.statuses, seen.sent], [["looking", "other-code EAN13"], 1]);

  seen.here = [];
  await wait(3_000);
  await answer({ kind: "answer", codes: [], others: ["Code 128"] });

  assert.equal(seen.statuses.at(-1), "other-code Code 128");
});

test("other kinds of codes are looked for now and then only", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  scanner.start();
  await wait(2_000);

  assert.ok(seen.looks >= 14 && seen.kinds === Math.floor(seen.looks / 7), `${seen.kinds} of ${seen.looks}`);
});

test("the whole picture and its part are each read as they are, and smoothed", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [] });
  scanner.start();
  await wait(500);

  assert.deepEqual([...seen.ways].sort(), ["part, as it is", "part, smooth", "whole, as it is", "whole, smooth"]);
});

test("how large a code is that could not be read is told, for the hint to move closer", async (t) => {
  const { scanner, seen } = aScanner(t, { here: [code(null)] });
  scanner.start();
  await settled();

  assert.deepEqual(seen.measured, [0.2]);
});

test("the card just judged is judged again only after it has left the picture", async (t) => {
  const { scanner, seen, wait } = aScanner(t, { here: [code(CARD)] });
  scanner.start(CARD);
  await wait(3_000);
  seen.here = [];
  await wait(1_000);
  seen.here = [code(CARD)];
  await wait(500);
  // A second without it may be a blur.
  assert.deepEqual([seen.read, seen.statuses.includes("same-card")], [[], true]);

  seen.here = [];
  await wait(2_000);
  seen.here = [code(CARD)];
  await wait(200);

  assert.equal(seen.read.length, 1);
});

test("another card is taken at once, beside the one just judged", async (t) => {
  const { scanner, seen, answer } = aScanner(t);
  const other = aCheck({ code: "10000027" });
  scanner.start(CARD);

  await answer(codes(aCheck({ code: CARD }), other));

  assert.deepEqual(seen.found, [[other]]);
});
