/** The app's sentences: fetched once in all languages, said anew when the language changes. */

/** @import { Say } from "../domain/words.js" */

import { chooseLanguage, createSay } from "../domain/words.js";

const WORDS = "/static/words/all.json";
const KEY = "lang";
const ONE_YEAR = 31_536_000;

/** @returns {string | null} the language of the cookie that the server's pages read */
function cookieLanguage() {
  return /(?:^|;\s*)lang=(\w+)/.exec(document.cookie)?.[1] ?? null;
}

/** Words in the chosen language. */
export class Language {
  /** @type {Say} */
  say = (key) => key;
  current = "nb";
  /** @type {Record<string, Record<string, string>> | null} */
  #all = null;
  /** @type {(() => void)[]} */
  #listeners = [];

  /**
   * @param {typeof fetch} fetcher
   * @param {Storage | null} settings
   */
  constructor(fetcher, settings) {
    this.fetcher = fetcher;
    this.settings = settings;
  }

  /** @param {() => void} listener told after each change of language */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Speaks the language chosen before, or the page's. @returns {Promise<boolean>} false when its words can't be had */
  start() {
    return this.speak(chooseLanguage([this.settings?.getItem(KEY), cookieLanguage(), document.documentElement.lang]));
  }

  /**
   * Changes the language; when its words can't be had, the old one stays.
   * @param {string} wish
   * @returns {Promise<boolean>} whether it changed
   */
  async speak(wish) {
    const dictionary = await this.#words(wish);
    if (!dictionary) return false;
    this.current = wish;
    this.say = createSay(dictionary);
    this.settings?.setItem(KEY, wish);
    rememberForServer(wish);
    document.documentElement.lang = wish;
    sayAll(document, this.say);
    for (const listener of this.#listeners) listener();
    return true;
  }

  /** @param {string} language @returns {Promise<Record<string, string> | null>} */
  async #words(language) {
    this.#all ??= await this.#fetched();
    return this.#all?.[language] ?? null;
  }

  /** @returns {Promise<Record<string, Record<string, string>> | null>} */
  async #fetched() {
    try {
      const response = await this.fetcher(WORDS);
      return response.ok ? await response.json() : null;
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) return null;
      throw error;
    }
  }
}

/** Pages made by the server read the language from a cookie. @param {string} language */
export function rememberForServer(language) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `lang=${language}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax${secure}`;
}

/**
 * Says every sentence that the markup names: data-say for text, data-say-label for labels, data-say-placeholder for hints.
 * @param {ParentNode} root
 * @param {Say} say
 */
export function sayAll(root, say) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.getAttribute("data-say") ?? "");
  for (const [from, to] of [["data-say-label", "aria-label"], ["data-say-placeholder", "placeholder"]]) {
    for (const element of root.querySelectorAll(`[${from}]`)) element.setAttribute(String(to), say(element.getAttribute(String(from)) ?? ""));
  }
}
