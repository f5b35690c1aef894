/** Why a signed thing is not taken for genuine: the closed codes of signing/errors.py, and how they are raised. */

/**
 * The first letter names the stage: T text, D decoding, H header, S signature, C claims, K key set, L status list.
 * @typedef {"T-LEN" | "T-FMT" | "T-NUM" | "D-DIG" | "D-CBR" | "D-COS" | "H-HDR" | "H-ALG" | "S-KID" | "S-SIG"
 *   | "S-ISS" | "S-WIN" | "S-CMP" | "C-CLM" | "K-ROO" | "K-SET" | "K-OLD" | "K-DIF" | "K-BCK" | "K-EXP" | "L-SUB" | "L-FUT"
 *   | "L-EXP" | "L-OLD" | "L-ARR" | "L-IDX" | "L-DLT" | "L-SUM"} RefusalCode
 */

/** A step of reading that refuses what it was given. */
export class Refused extends Error {
  /** @param {RefusalCode} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Refuses unless `ok`.
 * @param {unknown} ok
 * @param {RefusalCode} code
 * @returns {asserts ok}
 */
export function must(ok, code) {
  if (!ok) throw new Refused(code);
}

/**
 * What was read, or why it was refused; any other fault is not the input's, and is thrown on.
 * @template T
 * @param {() => Promise<T>} reading
 * @returns {Promise<{value: T, refusal: null} | {value: null, refusal: RefusalCode}>}
 */
export async function attempt(reading) {
  try {
    return { value: await reading(), refusal: null };
  } catch (error) {
    if (error instanceof Refused) return { value: null, refusal: error.code };
    throw error;
  }
}
