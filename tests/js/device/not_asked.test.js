import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { notAsked } from "../../../verifier/static/js/device/not_asked.js";
import { createSay } from "../../../verifier/static/js/domain/words.js";

/** @param {string} name */
function speaking(name) {
  const words = readFileSync(new URL(`../../../verifier/static/words/${name}.json`, import.meta.url), "utf-8");
  return { current: name, say: createSay(JSON.parse(words)) };
}

const CHECKED = "2027-01-15T23:30:00Z";

for (const [language, source, asOf, sentence] of /** @type {[string, string, string | null, string][]} */ ([
  ["nb", "card_register", "2027-01-15T23:02:00Z", "Kortregisteret svarte ikke. Svaret er fra en kopi fra kl.\u00a000:02."],
  ["nb", "card_register", "2027-01-15T13:02:00Z", "Kortregisteret svarte ikke. Svaret er fra en kopi fra 15. januar 2027 kl.\u00a014:02."],
  ["nn", "company_register", null, "Einingsregisteret svara ikkje, og vi har ingen kopi å svare frå."],
  ["en", "company_register", "2027-01-15T23:02:00Z", "Company register: no answer. What is said here is from a copy of 00:02."],
])) {
  test(`${source} as of ${asOf} is said in ${language}`, () => {
    assert.equal(notAsked({ source, as_of: asOf }, CHECKED, speaking(language)), sentence);
  });
}
