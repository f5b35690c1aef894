import assert from "node:assert/strict";
import { test } from "node:test";

import { hex, isPoint, sha256, verify } from "../../../verifier/static/js/domain/signature.js";
import { fromHex, ofWycheproof } from "../support/signed.js";
import { reader, wycheproof } from "../support/signed_vectors.js";

for (const [file, count] of /** @type {[string, number][]} */ ([
  ["ecdsa_secp256r1_sha256_p1363_test.json", 262],
  ["ed25519_test.json", 151],
])) {
  const document = wycheproof(file);
  test(`Wycheproof: all ${count} of ${file}`, { skip: document ? false : "the test data is not at hand" }, async () => {
    const answers = await ofWycheproof(reader, document);
    assert.equal(answers.length, count);
    assert.deepEqual(answers.filter(({ said, expect }) => said !== expect), []);
  });
}

// RFC 8032 section 7.1, the first example.
const ED25519 = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
const OF_NOTHING = fromHex(
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
);

test("an Ed25519 signature stands for its own message alone", async () => {
  assert.equal(await verify("EdDSA", ED25519, OF_NOTHING, new Uint8Array()), true);
  assert.equal(await verify("EdDSA", ED25519, OF_NOTHING, new Uint8Array(1)), false);
});

test("what is no point of the curve is no key", async () => {
  assert.equal(await isPoint(new Uint8Array(65)), false);
  assert.equal(await isPoint(new Uint8Array([4, ...new Uint8Array(64)])), false);
});

test("a hash is written in small hex digits", async () => {
  assert.equal(await sha256(new TextEncoder().encode("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(hex(new Uint8Array([0, 10, 255])), "000aff");
});
