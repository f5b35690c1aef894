/**
 * The phone's reader as a program. The first line of its input holds the trust lists, the root of the key sets and
 * the status list that deltas are applied to; each further line is one thing to read. For each it prints what the
 * reader answers.
 */

import { createInterface } from "node:readline";

import { answer, fromBase64, ofList, ofSet, trustFrom } from "./signed.js";
import { reader } from "./signed_vectors.js";

/** @typedef {(asked: {kind: string, now: number, text?: string, data: string}) => Promise<unknown>} Read */

/** @type {Read | undefined} */
let read;
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line);
  if (read) console.log(JSON.stringify(await read(said)));
  else read = await readerOf(said);
}

/** @param {any} given @returns {Promise<Read>} */
async function readerOf(given) {
  const [cards, lists] = [trustFrom(given.cards), trustFrom(given.lists)];
  const root = fromBase64(given.root);
  const { value: held } = await reader.readStatusList(fromBase64(given.held), lists, given.now);
  if (!held) throw new Error("the list to begin with is not good");
  return async ({ kind, now, text, data }) => {
    if (kind === "card") return answer(await reader.readCard(text, cards, now));
    const bytes = fromBase64(data);
    if (kind === "set") return ofSet(await reader.readKeySet(bytes, root, now));
    const whole = kind === "list";
    const found = whole ? reader.readStatusList(bytes, lists, now) : reader.applyDelta(held, bytes, lists, now);
    return ofList(reader, await found, given.indices);
  };
}
