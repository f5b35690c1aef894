import assert from "node:assert/strict";
import { test } from "node:test";

import { trustedPath } from "../../../verifier/static/js/device/trusted.js";
import { withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

/**
 * A browser that asks for trusted addresses, and lets a page make one policy of a name.
 * @param {TestContext} t
 */
function aStrictBrowser(t) {
  /** @type {string[]} */
  const names = [];
  /** @type {(url: string) => string} */
  let rule = () => "";
  const createPolicy = (/** @type {string} */ name, /** @type {{createScriptURL: (url: string) => string}} */ rules) => {
    if (names.includes(name)) throw new TypeError("there is such a policy already");
    names.push(name);
    rule = rules.createScriptURL;
    return { createScriptURL: (/** @type {string} */ url) => `trusted:${rules.createScriptURL(url)}` };
  };
  withGlobals(t, { window: { trustedTypes: { createPolicy } } });
  return { names, rule: (/** @type {string} */ url) => rule(url) };
}

test("our two programs share the one policy that the page may make", (t) => {
  const { names } = aStrictBrowser(t);

  const paths = [trustedPath("/sw.js"), trustedPath("/static/js/device/decode_worker.js"), trustedPath("/sw.js")];

  assert.deepEqual(paths, ["trusted:/sw.js", "trusted:/static/js/device/decode_worker.js", "trusted:/sw.js"]);
  assert.deepEqual(names, ["sw"]);
});

for (const url of ["https://elsewhere.example/sw.js", "//elsewhere.example/sw.js", "/static/js/main.js", "/sw.js?x", "blob:nothing", ""]) {
  test(`no other address gets through: ${url}`, (t) => {
    const { rule } = aStrictBrowser(t);
    trustedPath("/sw.js");

    assert.throws(() => rule(url), TypeError);
  });
}

test("a browser that does not ask for trusted addresses gets the plain one", (t) => {
  withGlobals(t, { window: {} });

  assert.equal(trustedPath("/sw.js"), "/sw.js");
});
