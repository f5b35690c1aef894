/** The browser's small settings store, where it may be used. */

/** @returns {Storage | null} null where the browser forbids it */
export function settings() {
  try {
    return window.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
