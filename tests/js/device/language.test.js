import assert from "node:assert/strict";
import { test } from "node:test";

import { Language } from "../../../verifier/static/js/device/language.js";
import { withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

const WORDS = JSON.stringify({ nb: { hi: "Hei" }, en: { hi: "Hello" } });

/**
 * A page whose words the server gives out, where it has them.
 * @param {TestContext} t
 * @param {{cookie?: string, lang?: string, kept?: string | null, answers?: (string | null)[]}} [state]
 *   answers: of the server, one after the other, the last one for good; null: there is no way to it
 */
function aLanguage(t, { cookie = "", lang = "nb", kept = null, answers = [WORDS] } = {}) {
  const document = { cookie, documentElement: { lang }, querySelectorAll: () => [] };
  withGlobals(t, { document, location: { protocol: "https:" } });
  const settings = new Map(kept ? [["lang", kept]] : []);
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({ getItem: (/** @type {string} */ key) => settings.get(key) ?? null, setItem: settings.set.bind(settings) }));
  let asked = 0;
  const language = new Language(async (path) => {
    assert.equal(path, "/static/words/all.json");
    const words = answers[Math.min(asked++, answers.length - 1)];
    if (!words) throw new TypeError("no way to the server");
    return new Response(words);
  }, storage);
  return { language, document, settings, asked: () => asked };
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

test("a language that is not there leaves the old one standing", async (t) => {
  const { language, asked } = aLanguage(t);
  await language.start();

  assert.equal(await language.speak("pl"), false);

  assert.deepEqual([language.current, language.say("hi"), asked()], ["nb", "Hei", 1]);
});

test("words that can't be had are asked for again", async (t) => {
  const { language, asked } = aLanguage(t, { answers: [null, "<h1>Hotel</h1>", WORDS] });

  assert.deepEqual([await language.start(), await language.start(), await language.start()], [false, false, true]);

  assert.deepEqual([language.say("hi"), asked()], ["Hei", 3]);
});
