import assert from "node:assert/strict";
import { test } from "node:test";

import { digitsOf, isMistyped, isOrgNumber, readTyped } from "../../../verifier/static/js/domain/card_number.js";
import { numbers } from "../support/vectors.js";

for (const { why, text, valid } of numbers.org_numbers) {
  test(`organisation number, ${why}: ${valid ? "valid" : "not valid"}`, () => {
    assert.equal(isOrgNumber(text), valid);
  });
}

for (const { why, text, reads } of numbers.typed) {
  test(`typed, ${why}: ${reads.kind}`, () => {
    assert.deepEqual(readTyped(text), reads);
  });
}

test("a text longer than the server looks at is told to be too long", () => {
  assert.equal(readTyped("1".repeat(12_000)).kind, "code");
  assert.equal(readTyped("1".repeat(12_001)).kind, "too-long");
});

test("digits are taken out of what stands around them", () => {
  assert.equal(digitsOf("Org.nr. 320 000 009 MVA"), "320000009");
  assert.equal(digitsOf("１２３"), "");
});

for (const [text, mistyped] of /** @type {[string, boolean][]} */ ([
  ["abc", true], ["123456", true], ["9901O417", true], ["https://hms.example/c#1", false], ["WIFI:S:x", false], ["1".repeat(41), false],
])) {
  test(`"${text}" typed for a number is ${mistyped ? "a slip" : "a code"}`, () => {
    assert.equal(isMistyped(text), mistyped);
  });
}
