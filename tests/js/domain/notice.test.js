import assert from "node:assert/strict";
import { test } from "node:test";

import { cleaned, mailto, textOf } from "../../../verifier/static/js/domain/letters.js";
import { MISSING, evidenceOf, factsOf, filingOf, noticeProblemsOf, notifiedOf } from "../../../verifier/static/js/domain/notice.js";
import { bodyOf } from "../../../verifier/static/js/domain/report.js";
import { createSay } from "../../../verifier/static/js/domain/words.js";
import { aCheck } from "../support/builders.js";
import { notices, noticeWords } from "../support/vectors.js";

const NOTIFIER = { name: "Astrid Øvelund", role: "labour_inspector", agency: "Arbeidstilsynet" };
const CIRCUMSTANCES = { made_at: "2026-11-24T09:12:03.120+01:00", server_offset_ms: null, counter: 3, app_version: "test" };
const say = createSay(noticeWords);

/** @import { CardCheck } from "../../../verifier/static/js/domain/check.js" */

/** @param {number[]} industries @param {CardCheck["notice"]} notice */
function inIndustries(industries, notice) {
  const check = aCheck({ notice });
  return { ...check, card: check.card && { ...check.card, industries } };
}

for (const { story, facts, text } of notices) {
  test(`a notice is put into the same words as on the server: ${story}`, () => {
    assert.deepEqual(textOf(facts, "nb", say), text);
  });
}

test("what is filed holds the letters as they were seen, and no birth date, photo or code", () => {
  const check = aCheck({ outcome: "INVALID" });
  const facts = factsOf(check, NOTIFIER, "2026-11-24T09:12:00Z", false);
  const text = textOf(facts, "nb", say);

  const body = bodyOf(filingOf({ id: "a", author: "b", facts, evidence: evidenceOf(check) }, text), CIRCUMSTANCES);

  assert.deepEqual(body.notice, text);
  assert.deepEqual(body.holder, { name: "Øyvind Prøvås", birth_date: null });
  assert.deepEqual(body.employer, { name: "Øvingsbygg AS", org_number: "320000009" });
  assert.doesNotMatch(JSON.stringify(body), /1988|12345678|photo/);
});

test("a paragraph that rules two of the card's industries is named once", () => {
  const named = [{ industry: 41, paragraph: "§ 8", confirmed: true }, { industry: 42, paragraph: "§ 8", confirmed: true }];

  assert.deepEqual(factsOf(inIndustries([41, 42], named), NOTIFIER, "", false).paragraphs, [{ paragraph: "§ 8", confirmed: true }]);
});

test("a card whose industry nobody knows is noticed under no paragraph", () => {
  const all = [{ industry: 41, paragraph: "§ 8", confirmed: true }, { industry: 81, paragraph: "§ 11", confirmed: true }];
  const known = (/** @type {CardCheck} */ check) => {
    const { industry_known, paragraphs } = factsOf(check, NOTIFIER, "", false);
    return [industry_known, paragraphs.map(({ paragraph }) => paragraph)];
  };

  assert.deepEqual(known(aCheck({ card: null, notice: all })), [false, []]);
  assert.deepEqual(known(inIndustries([], all)), [false, []]);
  assert.deepEqual(known(inIndustries([81], all)), [true, ["§ 11"]]);
  assert.deepEqual(known(inIndustries([81], [])), [true, []]);
});

test("a notice on nothing found needs words, and one on another person does not", () => {
  const nothing = factsOf(aCheck(), NOTIFIER, "", false);

  assert.deepEqual(noticeProblemsOf(nothing), [{ field: "added", key: MISSING }]);
  assert.deepEqual(noticeProblemsOf({ ...nothing, added: " \n\u00a0" }), [{ field: "added", key: MISSING }]);
  assert.deepEqual(noticeProblemsOf({ ...nothing, added: "Sett ved porten." }), []);
  assert.deepEqual(noticeProblemsOf(factsOf(aCheck(), NOTIFIER, "", false, true)), []);
});

test("the register's employer goes before the one on the card", () => {
  const check = aCheck({ notify_employer: { name: "Øvingsmur AS", org_number: "314103297" } });

  assert.equal(factsOf(check, NOTIFIER, "", false).employer?.name, "Øvingsmur AS");
});

test("a name longer than a report has room for is cut there and whole in the letters", () => {
  const name = `${"Ø".repeat(170)} AS`;
  const check = aCheck({ notify_employer: { name, org_number: "314103297" } });
  const facts = factsOf(check, NOTIFIER, "2026-11-24T09:12:00Z", false);
  const text = textOf(facts, "nb", say);

  const body = bodyOf(filingOf({ id: "a", author: "b", facts, evidence: evidenceOf(check) }, text), CIRCUMSTANCES);

  assert.equal(body.employer?.name, "Ø".repeat(150));
  assert.match(text.to_employer, new RegExp(name));
});

test("that somebody was notified says nothing of a card or a person", () => {
  const body = bodyOf(notifiedOf({ id: "a", author: "b", notice: "n", addressee: "employer", how: "shared" }), CIRCUMSTANCES);

  assert.deepEqual(body.notified, { notice: "n", addressee: "employer", how: "shared" });
  assert.deepEqual([body.card_number, body.holder, body.employer, body.check, body.note], [null, null, null, null, ""]);
});

test("nothing has to be filled in where something was found, and what is too long is said", () => {
  const facts = { ...factsOf(aCheck(), NOTIFIER, "", false), is_against: true };

  assert.deepEqual(noticeProblemsOf(facts), []);
  assert.deepEqual(noticeProblemsOf({ ...facts, added: "🚧".repeat(4000), place: "x".repeat(300) }), []);
  assert.deepEqual(noticeProblemsOf({ ...facts, added: "x".repeat(4001) }), [{ field: "added", key: "ui.form.long-note" }]);
  assert.deepEqual(noticeProblemsOf({ ...facts, place: "x".repeat(301) }), [{ field: "place", key: "ui.form.long-place" }]);
});

test("half a character is replaced, for no server can store it", () => {
  assert.equal(cleaned("a\ud83d b"), "a\ufffd b");
});

test("an e-mail too long for the programs that write them has the subject alone", () => {
  assert.match(mailto("post@tilsyn.example", "Varsel: kort 1", "Hei\nDu"), /^mailto:post@tilsyn\.example\?subject=Varsel%3A%20kort%201&body=Hei%0D%0ADu$/);
  assert.equal(mailto("post@tilsyn.example", "Varsel", "ø".repeat(4000)), "mailto:post@tilsyn.example?subject=Varsel");
});
