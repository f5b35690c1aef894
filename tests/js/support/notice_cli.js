/** Writes the notice of each check that stands on a line of the input, in the product's own words. */

import { readFileSync } from "node:fs";

import { textOf } from "../../../verifier/static/js/domain/letters.js";
import { factsOf } from "../../../verifier/static/js/domain/notice.js";
import { createSay } from "../../../verifier/static/js/domain/words.js";

const WORDS = new URL("../../../verifier/static/words/", import.meta.url);

/** @param {string} language */
function sayIn(language) {
  return createSay(JSON.parse(readFileSync(new URL(`${language}.json`, WORDS), "utf-8")));
}

for (const line of readFileSync(0, "utf-8").split("\n").filter(Boolean)) {
  const { check, notifier, written_at, language } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(textOf(factsOf(check, notifier, written_at, true), language, sayIn(language)))}\n`);
}
