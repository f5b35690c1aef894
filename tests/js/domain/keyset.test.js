import assert from "node:assert/strict";
import { test } from "node:test";

import { ofKeySets } from "../support/signed.js";
import { reader, vectors } from "../support/signed_vectors.js";

for (const { name, said, expect } of await ofKeySets(reader, vectors("keysets.json"))) {
  test(`key set: ${name}`, () => assert.deepEqual(said, expect));
}
