import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const MODULES = ["refusal", "kinds", "signature", "strict_cbor", "qr_text", "cose", "card", "statuslist", "keyset"];

/** @param {string} name @returns {string} the code of a module without its comments and blanks */
function code(name) {
  const text = readFileSync(new URL(`../../../verifier/static/js/domain/${name}.js`, import.meta.url), "utf-8");
  const bare = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  return bare.replace(/\s*([^\w"'`$])\s*/g, "$1").replace(/\s+/g, " ");
}

test("the whole reader takes at most 6 KB of a phone's coverage, its comments and blanks left out", () => {
  const packed = gzipSync(MODULES.map(code).join("\n"), { level: 9 });

  assert.ok(packed.length <= 6 * 1024, `${packed.length} bytes`);
});

test("judging what was read, where nobody can be asked, takes at most 1.5 KB more", () => {
  const size = (/** @type {string[]} */ names) => gzipSync(names.map(code).join("\n"), { level: 9 }).length;
  const more = size([...MODULES, "verdict"]) - size(MODULES);

  assert.ok(more <= 1.5 * 1024, `${more} bytes`);
});
