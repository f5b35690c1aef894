import assert from "node:assert/strict";
import { test } from "node:test";

import { canonicalJson, contentDigest, continued, freeze, isAnothers, isStarted, isoWithOffset, newDraft, problemsOf, sha256Hex } from "../../../verifier/static/js/domain/report.js";
import { AUTHOR, aCheck, aDraft } from "../support/builders.js";
import { reports } from "../support/vectors.js";

for (const { story, draft, circumstances, body, sha256 } of reports) {
  test(`frozen to the same bytes everywhere: ${story}`, async () => {
    const frozen = await freeze(draft, circumstances);

    assert.equal(new TextDecoder().decode(frozen.body), body);
    assert.equal(frozen.sha256, sha256);
  });
}

for (const { story, draft, phone } of reports) {
  test(`looked over before saving: ${story}`, () => {
    assert.deepEqual(problemsOf(draft), phone);
  });
}

for (const [what, draft, key] of /** @type {[string, Partial<import("../../../verifier/static/js/domain/report.js").Draft>, string][]} */ ([
  ["a notice about nobody", { card_number: " ", holder_name: "" }, "ui.form.need-card"],
  ["a birth date without a name", { birth_date: "1988-02-29" }, "ui.form.need-name"],
  ["a company without its number", { employer: "Øvingsbygg AS" }, "ui.form.need-org-number"],
])) {
  test(`nothing typed is dropped in silence: ${what}`, () => {
    assert.deepEqual(problemsOf(aDraft(draft)).map((problem) => problem.key), [key]);
  });
}

for (const [what, written, started] of /** @type {[string, Partial<import("../../../verifier/static/js/domain/report.js").Draft>, boolean][]} */ ([
  ["nothing yet", {}, false],
  ["another act chosen", { act: "notice" }, false],
  ["a word in the note", { note: "Kortet" }, true],
  ["a ground taken away", { grounds: [] }, true],
  ["the position added", { position: { latitude: 59.9, longitude: 10.7, accuracy_m: 8 } }, true],
])) {
  test(`a draft is started once its author has written into it: ${what}`, () => {
    const check = aCheck({ grounds: [{ ground: "EXPIRED", paragraph: "§ 9", confirmed: true }] });
    const draft = newDraft({ id: "a", author: "b", act: "confiscation", check });

    assert.equal(isStarted({ ...draft, ...written }), started);
  });
}

test("a number typed by hand alone does not make a draft started", () => {
  assert.equal(isStarted(newDraft({ id: "a", author: "b", act: "notice", check: null, card_number: "10000035" })), false);
});

test("a draft takes over what the check knows", () => {
  const check = aCheck({ grounds: [{ ground: "EXPIRED", paragraph: "§ 9", confirmed: true }] });

  const draft = newDraft({ id: "a", author: "b", act: "confiscation", check });

  assert.deepEqual(
    [draft.card_number, draft.holder_name, draft.birth_date, draft.org_number, draft.employer, draft.grounds],
    ["10000019", "Øyvind Prøvås", "1988-02-29", "320000009", "Øvingsbygg AS", ["EXPIRED"]],
  );
});

test("a code that names a card and tells no more still gives its number to the draft", () => {
  const draft = newDraft({ id: "a", author: "b", act: "notice", check: aCheck({ card: null, card_number: "10000027" }) });

  assert.equal(draft.card_number, "10000027");
});

test("a draft without a check takes the number that was typed", () => {
  assert.equal(newDraft({ id: "a", author: "b", act: "notice", check: null, card_number: "10000035" }).card_number, "10000035");
});

test("equal values give equal text, whatever the order they were made in", () => {
  assert.equal(canonicalJson({ b: [1, { d: null, c: undefined }], a: "å" }), canonicalJson({ a: "å", b: [1, { d: null }] }));
  assert.equal(canonicalJson({ b: [true, undefined], "a\"": 1.5 }), '{"a\\"":1.5,"b":[true,null]}');
});

test("the digest header carries the hash of the bytes", async () => {
  const sha256 = await sha256Hex(new TextEncoder().encode("hello world"));

  assert.equal(contentDigest(sha256), "sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:");
});

for (const [minutes, text] of /** @type {[number, string][]} */ ([
  [0, "2026-11-24T08:12:03.120+00:00"],
  [-60, "2026-11-24T09:12:03.120+01:00"],
  [210, "2026-11-24T04:42:03.120-03:30"],
])) {
  test(`the device's time bears its offset: ${text.slice(-6)}`, () => {
    const time = new Date("2026-11-24T08:12:03.120Z");
    time.getTimezoneOffset = () => minutes;

    assert.equal(isoWithOffset(time), text);
  });
}

test("what the inspector has seen is ticked beside what the check found, each once", () => {
  const check = aCheck({ grounds: [{ ground: "EXPIRED", paragraph: "§ 8", confirmed: true }] });
  const start = { id: "a", author: AUTHOR, act: /** @type {const} */ ("confiscation"), check };

  assert.deepEqual(newDraft({ ...start, seen: ["USE_INVALID", "EXPIRED"] }).grounds, ["EXPIRED", "USE_INVALID"]);
});

test("a ground that was ticked for the inspector counts for nothing written, and one unticked does", () => {
  const check = aCheck({ grounds: [{ ground: "EXPIRED", paragraph: "§ 8", confirmed: true }] });
  const start = { id: "a", author: AUTHOR, act: /** @type {const} */ ("confiscation"), check };
  const lent = newDraft({ ...start, seen: ["USE_INVALID"] });
  const kept = JSON.parse(JSON.stringify(newDraft(start)));
  delete kept.seen;

  assert.equal(isStarted(lent), false);
  assert.equal(isStarted({ ...lent, grounds: ["USE_INVALID", "EXPIRED"] }), false);
  assert.equal(isStarted({ ...lent, grounds: ["EXPIRED"] }), true);
  assert.equal(isStarted({ ...lent, note: "Et navn" }), true);
  // One that an earlier version of the app kept.
  assert.equal(isStarted(kept), false);
});

test("a report begun on a check goes on with what is seen later, and one on another check does not", () => {
  const check = aCheck({ check_id: "5a0c3c5e-7f0a-4a57-9f0e-0d1c5a1b2f11" });
  const begun = { ...newDraft({ id: "a", author: AUTHOR, act: "confiscation", check }), note: "Et navn" };

  assert.deepEqual(continued(begun, check, ["USE_INVALID"])?.grounds, [...begun.grounds, "USE_INVALID"]);
  assert.equal(continued(begun, check, [])?.note, "Et navn");
  assert.equal(continued(begun, aCheck({ check_id: "5a0c3c5e-7f0a-4a57-9f0e-0d1c5a1b2f12" }), []), null);
  assert.equal(continued({ ...begun, check: aCheck({ check_id: null }) }, aCheck({ check_id: null }), []), null);
  assert.equal(continued(begun, null, []), null);
});

test("a check is another's where somebody else made it; one made before anybody was known is whoever's it turns out to be", () => {
  assert.equal(isAnothers("labour-inspector", "client"), true);
  assert.equal(isAnothers("client", "client"), false);
  assert.equal(isAnothers(null, "client"), false);
});
