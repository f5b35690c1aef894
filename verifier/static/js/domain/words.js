/** Sentences by key. Pure: the dictionaries are arguments. */

/** @typedef {Readonly<Record<string, string>>} Dictionary */
/** @typedef {(key: string, values?: Readonly<Record<string, string | number>>) => string} Say */

export const LANGUAGES = /** @type {const} */ (["nb", "nn", "en"]);

/**
 * A function that says a sentence: looks up the key and fills {name} from the values.
 * With a number `n` it prefers `key.one` for 1 and `key.other` else. An unknown key is said as itself.
 * @param {Dictionary} dictionary
 * @returns {Say}
 */
export function createSay(dictionary) {
  return (key, values = {}) => {
    const sentence = dictionary[pluralKey(dictionary, key, values.n)] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/**
 * @param {Dictionary} dictionary
 * @param {string} key
 * @param {string | number | undefined} n
 */
function pluralKey(dictionary, key, n) {
  if (n === undefined) return key;
  const form = `${key}.${Number(n) === 1 ? "one" : "other"}`;
  return form in dictionary ? form : key;
}

/**
 * The language to use: the first of the wishes we speak, else Norwegian bokmål.
 * @param {readonly (string | null | undefined)[]} wishes
 * @returns {string}
 */
export function chooseLanguage(wishes) {
  const known = /** @type {readonly string[]} */ (LANGUAGES);
  return wishes.find((wish) => wish && known.includes(wish)) ?? "nb";
}
