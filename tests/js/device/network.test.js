import assert from "node:assert/strict";
import { test } from "node:test";

import { networkOf } from "../../../verifier/static/js/device/network.js";
import { aPage } from "../support/page.js";

test("what the browser says of the network is used where it says anything", (t) => {
  aPage(t, { connection: { saveData: true, effectiveType: "3g" } });
  assert.deepEqual(networkOf(), { saveData: true, effectiveType: "3g" });

  aPage(t);
  assert.deepEqual(networkOf(), {});
});
