import assert from "node:assert/strict";
import { test } from "node:test";

import { parseSign1, signerOf } from "../../../verifier/static/js/domain/cose.js";
import { fromHex } from "../support/signed.js";

/** @typedef {import("../../../verifier/static/js/domain/cose.js").TrustedKey} TrustedKey */

const P_256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const header = fromHex("a201260444a1b2c3d4");
const { privateKey, publicKey } = await crypto.subtle.generateKey(P_256, false, ["sign", "verify"]);
const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));

/** @type {TrustedKey} */
const key = { kid: "a1b2c3d4", point, issuer: "NO-HSE", purpose: "status", notBefore: 0, notAfter: 1 };
const trust = { keys: [key], usableUntil: null };

// The Sig_structure of RFC 9052 section 4.4, up to the payload's own head.
const BEFORE = `846a5369676e61747572653149${"a201260444a1b2c3d4"}40`;

for (const [length, head] of /** @type {[number, string][]} */ ([
  [0, "40"],
  [23, "57"],
  [24, "5818"],
  [255, "58ff"],
  [256, "590100"],
  [65_535, "59ffff"],
  [65_536, "5a00010000"],
  [266_240, "5a00041000"],
])) {
  test(`a payload of ${length} bytes is signed under a head of its own length`, async () => {
    const payload = new Uint8Array(length).fill(7);
    const message = new Uint8Array([...fromHex(BEFORE + head), ...payload]);
    const signature = new Uint8Array(await crypto.subtle.sign(P_256, privateKey, message));

    assert.equal(await signerOf({ header, payload, signature, kid: "a1b2c3d4" }, trust, "status", 0), key);
  });
}

test("the parts stand in the order and kinds of RFC 9052", () => {
  const parts = parseSign1(fromHex("d28449a201260444a1b2c3d4a0410742abcd"));

  assert.deepEqual(parts, { header, payload: fromHex("07"), signature: fromHex("abcd"), kid: "a1b2c3d4" });
});
