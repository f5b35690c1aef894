/** One signature over one message, by the browser's own WebCrypto. Pure. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {"ES256" | "EdDSA"} Algorithm */

const PARAMETERS = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
};

/**
 * Whether `signature` is that of this public key over `message`. The key decides the algorithm, never the message.
 * @param {Algorithm} algorithm
 * @param {Bytes} publicKey ES256: the uncompressed point, 65 bytes; EdDSA: 32 bytes
 * @param {Bytes} signature 64 bytes; ES256: r || s
 * @param {Bytes} message
 * @returns {Promise<boolean>}
 * @throws when `publicKey` is no key
 */
export async function verify(algorithm, publicKey, signature, message) {
  const parameters = PARAMETERS[algorithm];
  const key = await imported(parameters, publicKey);
  return signature.length === 64 && crypto.subtle.verify(parameters, key, signature, message);
}

/** @param {Bytes} point @returns {Promise<boolean>} whether it is one of P-256, uncompressed */
export function isPoint(point) {
  return imported(PARAMETERS.ES256, point).then(
    () => true,
    () => false,
  );
}

/** @param {EcKeyImportParams | {name: string}} parameters @param {Bytes} publicKey */
function imported(parameters, publicKey) {
  return crypto.subtle.importKey("raw", publicKey, parameters, false, ["verify"]);
}

/**
 * @param {Bytes} bytes
 * @returns {Promise<string>} the SHA-256 in hex
 */
export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
