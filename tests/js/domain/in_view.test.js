import assert from "node:assert/strict";
import { test } from "node:test";

import { inView, isReadNow, kindName } from "../../../verifier/static/js/domain/in_view.js";
import { ofCards } from "../support/signed.js";
import { reader, vectors } from "../support/signed_vectors.js";

const document = vectors("cards.json");
const answers = /** @type {{name: string, said: any}[]} */ (await ofCards(reader, document));
const [usual] = document.cases;
const number = answers[0].said.card.card_number;

/** @param {string} name @returns {string} the text of a vector */
function textOf(name) {
  return document.cases.find((/** @type {{name: string}} */ each) => each.name === name).text;
}

test("every vector that the reader takes for a card is seen as one, with the number that the reader gives", () => {
  const taken = answers.map((answer, place) => ({ ...answer, text: document.cases[place].text })).filter(({ said }) => said.card);

  assert.ok(taken.length > 10);
  for (const { name, said, text } of taken) {
    assert.deepEqual(inView([text]), { cards: [{ text, card_number: said.card.card_number }], stranger: null }, name);
  }
});

test("no vector whose form is not a card's is seen as a card, and none makes it fail", () => {
  for (const [place, { name, said }] of answers.entries()) {
    const { cards } = inView([document.cases[place].text]);
    assert.equal(cards.length, ["T-FMT", "T-LEN"].includes(said.refusal) ? 0 : 1, name);
  }
});

test("a card whose code is damaged is a card without a number", () => {
  const text = usual.text.replace(/[0-9]{30}$/, "9".repeat(30));

  assert.deepEqual(inView([`${usual.text}99`]).cards, [{ text: `${usual.text}99`, card_number: null }]);
  assert.equal(inView([text]).cards.length, 1);
});

for (const [text, stranger] of [
  ["https://example.org/login?next=/c", "link"], ["HTTP://EXAMPLE.ORG", "link"], ["www.example.org", "link"],
  ["WIFI:S:site;T:WPA;P:secret;;", "not-a-card"], ["BEGIN:VCARD", "not-a-card"], ["javascript:alert(1)", "not-a-card"], ["", "not-a-card"],
]) {
  test(`no card: ${text}`, () => {
    assert.deepEqual(inView([String(text)]), { cards: [], stranger });
  });
}

test("the card is found among other codes", () => {
  const { cards } = inView(["https://example.org", usual.text, "WIFI:S:site;;"]);

  assert.deepEqual(cards, [{ text: usual.text, card_number: number }]);
});

test("a card's own number beside its signed code is the same card; another number is another one", () => {
  assert.equal(inView([number, usual.text, usual.text]).cards.length, 1);
  assert.deepEqual(inView([usual.text, "76543210"]).cards.map((card) => card.card_number), [number, "76543210"]);
});

test("the code with the face beside the card's own is the same card, and the one that is asked about", () => {
  const face = textOf("with a face");

  assert.deepEqual(inView([usual.text, face]).cards, [{ text: face, card_number: number }]);
  assert.deepEqual(inView([face, usual.text]).cards, [{ text: face, card_number: number }]);
});

test("two codes of one number that differ by less than a face are both seen: one of them is no card", () => {
  const other = textOf("order proof");

  assert.deepEqual(inView([usual.text, other]).cards.map(({ text }) => text), [usual.text, other]);
});

test("kinds of codes are called as people write them", () => {
  assert.deepEqual(["EAN13", "EAN-13", "DataMatrix", "Telepen"].map(kindName), ["EAN-13", "EAN-13", "Data Matrix", "Telepen"]);
});

test("a card read more than ten seconds ago may have gone on; by a clock that went back nobody can tell", () => {
  assert.deepEqual([0, 10_000, 10_001, -1].map((since) => isReadNow(1_000_000, 1_000_000 + since)), [true, true, false, false]);
});
