import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { isLost, saidOf } from "../../../verifier/static/js/domain/unanswered.js";

/** @param {number} status */
const problem = (status) => /** @type {const} */ ({ kind: "problem", status, code: "some", detail: "", retryAfter: null });
const nobody = /** @type {const} */ ({ kind: "unreachable", timedOut: true });
const portal = /** @type {const} */ ({ kind: "foreign", status: 200 });

const SAID = /** @type {[Parameters<typeof saidOf>[0], string, string][]} */ ([
  [nobody, "card-no-coverage", "picture-no-coverage"],
  [portal, "card-no-coverage", "picture-no-coverage"],
  [problem(401), "sign-in", "sign-in"],
  [problem(429), "card-busy", "picture-busy"],
  [problem(503), "card-busy", "picture-busy"],
  [problem(422), "not-read", "picture-not-read"],
]);

for (const [failure, card, picture] of SAID) {
  test(`a question that ended in ${JSON.stringify(failure)} is said for what was asked about`, () => {
    assert.deepEqual([saidOf(failure, "card"), saidOf(failure, "picture")], [card, picture]);
  });
}

test("other ways are pointed at only where the server can't be reached", () => {
  assert.deepEqual(SAID.map(([failure]) => isLost(saidOf(failure, "card"))), [true, true, false, false, false, false]);
  assert.ok(isLost("no-coverage-reading") && isLost("no-coverage") && !isLost("looking"));
});

for (const language of ["nb", "nn", "en"]) {
  test(`nothing is promised in ${language} that the app does not do by itself`, async () => {
    const words = JSON.parse(await readFile(new URL(`../../../verifier/static/words/${language}.json`, import.meta.url), "utf8"));
    const byHand = { nb: /selv|Velg/, nn: /sjølv|Vel /, en: /yourself|Choose/ }[language] ?? /never/;

    for (const [, ...said] of SAID.filter(([failure]) => failure.kind !== "problem" || failure.status >= 429)) {
      for (const status of said.filter((each) => /busy|coverage/.test(each))) assert.match(words[`ui.scan.${status}`], byHand);
    }
  });
}
