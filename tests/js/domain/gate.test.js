import assert from "node:assert/strict";
import { test } from "node:test";

import { SharpnessGate } from "../../../verifier/static/js/domain/gate.js";

/** @param {SharpnessGate} gate @param {number} sharpness @param {number} now */
function offered(gate, sharpness, now) {
  gate.note(sharpness, now);
  return gate.passes(sharpness);
}

test("the first frame passes, and so does each about as sharp as the best of the last second", () => {
  const gate = new SharpnessGate();

  assert.deepEqual([offered(gate, 100, 0), offered(gate, 71, 100), offered(gate, 69, 200), offered(gate, 130, 300)], [true, true, false, true]);
});

test("a sharp frame is forgotten after a second", () => {
  const gate = new SharpnessGate();
  offered(gate, 100, 0);

  assert.deepEqual([offered(gate, 20, 1_000), offered(gate, 20, 1_001)], [false, true]);
});

test("a scene that never gets sharp again does not starve", () => {
  const gate = new SharpnessGate();
  offered(gate, 100, 0);

  const passed = Array.from({ length: 14 }, (_, n) => offered(gate, 20, 10 + n));

  assert.deepEqual(passed.map((pass, n) => (pass ? n : -1)).filter((n) => n >= 0), [6, 13]);
});

test("a picture of nothing at all passes", () => {
  assert.equal(offered(new SharpnessGate(), 0, 0), true);
});
