import assert from "node:assert/strict";
import { test } from "node:test";

import { pictureUrl } from "../../../verifier/static/js/device/picture.js";

test("a face in base64 becomes a blob of the same bytes, a WebP", async (t) => {
  const bytes = Uint8Array.from([0, 82, 73, 70, 70, 255, 128]);

  const url = pictureUrl(btoa(String.fromCharCode(...bytes)));
  t.after(() => URL.revokeObjectURL(String(url)));

  const blob = await (await fetch(String(url))).blob();
  assert.equal(blob.type, "image/webp");
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), bytes);
});

for (const [what, base64] of /** @type {[string, string | null | undefined][]} */ ([
  ["none", null], ["missing", undefined], ["empty", ""], ["no base64", "*"], ["larger than a card can hold", "A".repeat(1_372)],
])) {
  test(`a face that is ${what} has no address`, () => {
    assert.equal(pictureUrl(base64), null);
  });
}
