/** What the app waits for when it starts: its words, and a quiet moment for what nobody asked for yet. */

/** @import { Language } from "./language.js" */

import { part } from "./markup.js";

/** The public page behind the QR hands a code over under this name. */
const HANDED_OVER = "kortsjekk-code";
/** How long to wait before the words are asked for again, milliseconds. */
const WORDS_AGAIN_MS = 2_000;
/** How long the reader of codes waits for the service worker, which fetches the same file, milliseconds. */
const READER_LATEST_MS = 8_000;

/**
 * Waits for the words: without them nothing on the screen could be understood.
 * @param {Language} language
 */
export async function spoken(language) {
  while (!(await language.start())) {
    part(document, "starting-failed").hidden = false;
    await new Promise((resolve) => setTimeout(resolve, WORDS_AGAIN_MS));
  }
  part(document, "starting-failed").hidden = true;
}

/**
 * Readies the reader of codes once nothing else is to be done, so that the first tap does not wait for it.
 * @param {() => void} warm
 */
export async function whenQuiet(warm) {
  const late = new Promise((resolve) => setTimeout(resolve, READER_LATEST_MS));
  await Promise.race([navigator.serviceWorker?.ready, late]);
  if (typeof requestIdleCallback === "function") requestIdleCallback(warm, { timeout: READER_LATEST_MS });
  else warm();
}

/**
 * Takes the code that the public page behind the QR handed over, if it did.
 * @param {Storage} storage the tab's own
 * @returns {string | null}
 */
export function handedOver(storage) {
  const code = storage.getItem(HANDED_OVER);
  if (code) storage.removeItem(HANDED_OVER);
  return code;
}
