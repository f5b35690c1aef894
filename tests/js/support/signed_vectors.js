/** The files of signed things, and the reader of the browser's code that is to judge them. */

import { existsSync, readFileSync } from "node:fs";
import { env } from "node:process";
import { fileURLToPath } from "node:url";

import * as card from "../../../verifier/static/js/domain/card.js";
import * as keySets from "../../../verifier/static/js/domain/keyset.js";
import * as signature from "../../../verifier/static/js/domain/signature.js";
import * as statusLists from "../../../verifier/static/js/domain/statuslist.js";

export const reader = { ...card, ...keySets, ...signature, ...statusLists };

/** @param {string} name @returns {any} a file of tests/vectors */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), "utf-8"));
}

/** @param {string} name @returns {any} a file of Wycheproof's, or null where the test data is not at hand */
export function wycheproof(name) {
  const folder = env.KORTSJEKK_TESTDATA ?? fileURLToPath(new URL("../../../../shared/testdata", import.meta.url));
  const path = `${folder}/wycheproof/${name}`;
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf-8")) : null;
}
