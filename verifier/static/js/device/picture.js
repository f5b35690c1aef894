/** A small picture out of a signed code, as an address that the page may show: blob:, which the page's policy allows. */

/** The most that the face of a card takes, in characters of base64; signing/card.py has the bytes. */
const LONGEST = 1_368;

/**
 * The address of a WebP in base64; whoever asks for it lets go of it by URL.revokeObjectURL.
 * @param {string | null | undefined} base64
 * @returns {string | null} null where there is none, or it is no base64
 */
export function pictureUrl(base64) {
  const bytes = base64 && base64.length <= LONGEST ? decoded(base64) : null;
  return bytes ? URL.createObjectURL(new Blob([bytes], { type: "image/webp" })) : null;
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer> | null} */
function decoded(base64) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
