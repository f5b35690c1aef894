import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseLanguage, createSay } from "../../../verifier/static/js/domain/words.js";

const say = createSay({ "greet": "Hei, {name}", "wait.one": "{n} venter", "wait.other": "{n} ventar", "plain": "Kort {n}" });

test("values are put in where the sentence names them", () => {
  assert.equal(say("greet", { name: "Åse {n}" }), "Hei, Åse {n}");
});

test("one and many have sentences of their own", () => {
  assert.deepEqual([say("wait", { n: 0 }), say("wait", { n: 1 }), say("wait", { n: 2 })], ["0 ventar", "1 venter", "2 ventar"]);
});

test("a sentence without forms is said as it is", () => {
  assert.equal(say("plain", { n: 7 }), "Kort 7");
});

test("a key without a sentence, or a value not given, is said as itself", () => {
  assert.deepEqual([say("nothing"), say("greet")], ["nothing", "Hei, {name}"]);
});

test("the first wish that is spoken here is the language, else bokmål", () => {
  assert.deepEqual([chooseLanguage([null, "de", "nn", "en"]), chooseLanguage([undefined, ""])], ["nn", "nb"]);
});
