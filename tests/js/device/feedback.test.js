import assert from "node:assert/strict";
import { test } from "node:test";

import { Feedback } from "../../../verifier/static/js/device/feedback.js";
import { aPage } from "../support/page.js";

/** @import { Tone } from "../../../verifier/static/js/domain/check.js" */

/** The settings of a phone. @returns {Storage} */
function settings() {
  const kept = new Map();
  return /** @type {Storage} */ (/** @type {unknown} */ ({ getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: kept.set.bind(kept) }));
}

test("every tone feels different in the hand", (t) => {
  /** @type {string[]} */
  const felt = [];
  aPage(t, { vibrate: (/** @type {number[]} */ pattern) => void felt.push(pattern.join()) });
  const feedback = new Feedback(settings());

  for (const tone of /** @type {Tone[]} */ (["valid", "invalid", "clean", "unconfirmed"])) feedback.give(tone);

  assert.equal(new Set(felt).size, 4);
});

test("muted is muted, also the next time the app starts", (t) => {
  let felt = 0;
  aPage(t, { vibrate: () => (felt += 1) });
  const kept = settings();
  new Feedback(kept).mute(true);

  new Feedback(kept).give("invalid");
  assert.equal(felt, 0);

  new Feedback(kept).mute(false);
  new Feedback(kept).give("invalid");
  assert.equal(felt, 1);
});

test("a phone that neither sounds nor shakes, and keeps no settings, is no fault", (t) => {
  aPage(t);
  const feedback = new Feedback(null);
  feedback.unlock();
  feedback.mute(false);

  assert.doesNotThrow(() => feedback.give("valid"));
});
