/** Passing a text on: the phone's own share sheet, and its clipboard. */

/** @returns {boolean} whether this browser can share a text */
export function canShare() {
  return typeof navigator.share === "function";
}

/**
 * Hands a text to the share sheet.
 * @param {string} title
 * @param {string} text
 * @returns {Promise<"shared" | "given-up" | "failed">} given-up: closed without a choice
 */
export async function share(title, text) {
  try {
    await navigator.share({ title, text });
    return "shared";
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    return error.name === "AbortError" ? "given-up" : "failed";
  }
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} false where the browser does not let us
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Without HTTPS there is no clipboard at all.
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}
