import assert from "node:assert/strict";
import { test } from "node:test";

import { Language } from "../../../verifier/static/js/device/language.js";
import { withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

const WORDS = /** @type {Record<string, string>} */ ({ "/static/words/nb.json": '{"hi":"Hei"}', "/static/words/en.json": '{"hi":"Hello"}', "/static/words/nn.json": "<h1>Hotel</h1>" });

/**
 * A page whose words the server gives out, where it has them.
 * @param {TestContext} t
 * @param {{cookie?: string, lang?: string, kept?: string | null}} [state]
 */
function aLanguage(t, { cookie = "", lang = "nb", kept = null } = {}) {
  const document = { cookie, documentElement: { lang }, querySelectorAll: () => [] };
  withGlobals(t, { document, location: { protocol: "https:" } });
  const settings = new Map(kept ? [["lang", kept]] : []);
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({ getItem: (/** @type {string} */ key) => settings.get(key) ?? null, setItem: settings.set.bind(settings) }));
  const language = new Language(async (path) => {
    const words = WORDS[String(path)];
    if (!words) throw new TypeError("no way to the server");
    return new Response(words);
  }, storage);
  return { language, document, settings };
}

for (const [state, current] of /** @type {[object, string][]} */ ([
  [{ kept: "en", cookie: "lang=nb", lang: "nb" }, "en"],
  [{ cookie: "session=x; lang=en", lang: "nb" }, "en"],
  [{ lang: "en" }, "en"],
  [{ kept: "de", lang: "sv" }, "nb"],
])) {
  test(`the language chosen before goes first: ${JSON.stringify(state)}`, async (t) => {
    const { language } = aLanguage(t, state);

    await language.start();

    assert.equal(language.current, current);
  });
}

test("a new language is remembered for the app and for the server's pages", async (t) => {
  const { language, document, settings } = aLanguage(t);
  /** @type {string[]} */
  const told = [];
  language.listen(() => void told.push(language.say("hi")));

  assert.equal(await language.speak("en"), true);

  assert.deepEqual([told, settings.get("lang"), document.documentElement.lang], [["Hello"], "en", "en"]);
  assert.match(document.cookie, /^lang=en; Path=\/; Max-Age=\d+; SameSite=Lax; Secure$/);
});

for (const wish of ["nn", "pl"]) {
  test(`words that can't be had leave the old language standing: ${wish}`, async (t) => {
    const { language } = aLanguage(t);
    await language.start();

    assert.equal(await language.speak(wish), false);

    assert.deepEqual([language.current, language.say("hi")], ["nb", "Hei"]);
  });
}
