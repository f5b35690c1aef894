import assert from "node:assert/strict";
import { test } from "node:test";

import { verdictAlone } from "../../../verifier/static/js/domain/verdict.js";
import { vectors } from "../support/signed_vectors.js";

/** @import { OfflineVerdict } from "../../../verifier/static/js/domain/verdict.js" */

const document = vectors("verdicts.json");

/** Times as moments, since Python and JavaScript write the same one in two ways. @param {OfflineVerdict} verdict */
function compared(verdict) {
  const findings = [verdict.genuine, verdict.status, verdict.employer];
  const moments = findings.map((finding) => ({ ...finding, as_of: finding.as_of && Date.parse(finding.as_of) }));
  return { outcome: verdict.outcome, reason: verdict.reason, clean: verdict.clean, moments };
}

/** @param {any} vector */
function alone(vector) {
  return {
    reading: vector.reading, listed: vector.listed, rules: document.rules,
    now: Date.parse(vector.now ?? document.now), clockDoubtful: vector.clock_doubtful,
  };
}

assert.ok(document.offline.length > 40);
for (const vector of document.offline) {
  test(`alone: ${vector.name}`, () => {
    assert.deepEqual(compared(verdictAlone(alone(vector))), compared(vector.expect));
  });
}

test("a phone alone never says valid, whatever it is told", () => {
  for (const vector of document.offline) {
    for (const refusal of [null, vector.reading.refusal]) {
      for (const status of ["VALID", "INVALID", "L-IDX"]) {
        const listed = vector.listed && { ...vector.listed, status };
        assert.notEqual(verdictAlone({ ...alone(vector), reading: { ...vector.reading, refusal }, listed }).outcome, "VALID");
      }
    }
  }
});
