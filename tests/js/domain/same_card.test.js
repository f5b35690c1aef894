import assert from "node:assert/strict";
import { test } from "node:test";

import { onePerCard } from "../../../verifier/static/js/domain/same_card.js";
import { aCheck } from "../support/builders.js";

const plain = aCheck();
const { card } = plain;
assert.ok(card);
const face = aCheck({ card: { ...card, face: "AAAA" } });

test("of a card's own code and the one with its face, the one with the face is judged, in whatever order they come", () => {
  assert.deepEqual(onePerCard([plain, face]), [face]);
  assert.deepEqual(onePerCard([face, plain]), [face]);
  assert.deepEqual(onePerCard([plain, aCheck()]), [plain]);
});

test("another card, and a code that was refused, stand beside it", () => {
  const other = aCheck({ card: { ...card, card_number: "20000018" } });
  const forged = aCheck({ outcome: "INVALID", card: null });

  assert.deepEqual(onePerCard([forged, plain, other]), [forged, plain, other]);
  assert.deepEqual(onePerCard([forged, forged]), [forged, forged]);
  assert.deepEqual(onePerCard([]), []);
});
