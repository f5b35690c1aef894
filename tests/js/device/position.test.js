import assert from "node:assert/strict";
import { test } from "node:test";

import { currentPosition } from "../../../verifier/static/js/device/position.js";
import { aPage } from "../support/page.js";

/** @param {(found: (position: object) => void, failed: (error: object) => void) => void} getCurrentPosition */
function phone(getCurrentPosition) {
  return { geolocation: { getCurrentPosition } };
}

test("the position bears its accuracy in whole metres", async (t) => {
  aPage(t, phone((found) => found({ coords: { latitude: 59.9, longitude: 10.7, accuracy: 12.6 } })));

  assert.deepEqual(await currentPosition(), { ok: true, position: { latitude: 59.9, longitude: 10.7, accuracy_m: 13 } });
});

for (const [code, key] of /** @type {[number, string][]} */ ([[1, "ui.position.denied"], [2, "ui.position.unavailable"], [3, "ui.position.unavailable"]])) {
  test(`why there is no position is told (${code})`, async (t) => {
    aPage(t, phone((_found, failed) => failed({ code, PERMISSION_DENIED: 1 })));

    assert.deepEqual(await currentPosition(), { ok: false, key });
  });
}

test("a phone without positions says so", async (t) => {
  aPage(t);

  assert.deepEqual(await currentPosition(), { ok: false, key: "ui.position.unavailable" });
});
