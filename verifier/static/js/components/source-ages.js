/** The screen of registers and keys: how old each is, and whether checks can still rely on it. And one line on the scan screen where they can't. */

/** @import { Ages } from "../device/ages.js" */
/** @import { Language } from "../device/language.js" */
/** @import { KnownSources } from "../device/sources.js" */
/** @import { SourceLine, Sources } from "../domain/sources.js" */

import { setAge } from "../device/ages.js";
import { copyOf, fill, find, part, setSymbol } from "../device/markup.js";
import { isTrouble, keysRanOut, linesOf } from "../domain/sources.js";

/** @typedef {{language: Language, ages: Ages, known: KnownSources, version: () => Promise<string>}} SourceParts */
/** @typedef {"fresh" | "stale" | "missing" | "unused"} Shown */

/** @type {Readonly<Record<Shown, string>>} */
const SYMBOLS = { fresh: "small-tick", stale: "waiting", missing: "small-cross", unused: "small-question" };

/** The screen. */
export class SourceAges {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} line of the scan screen
   * @param {SourceParts} parts
   */
  constructor(root, line, parts) {
    this.root = root;
    this.line = line;
    this.parts = parts;
    part(root, "again").addEventListener("click", () => void this.#again());
    parts.known.listen(() => this.render());
    parts.language.listen(() => this.render());
  }

  /** Shows what is known, and asks for what is true now. */
  async show() {
    this.render();
    fill(this.root, "version", await this.parts.version());
    await this.parts.known.refresh();
  }

  async #again() {
    const button = find(this.root, "[data-part=again]", HTMLButtonElement);
    button.disabled = true;
    await this.parts.known.refresh({ again: true });
    button.disabled = false;
  }

  /** Says what is known, here and on the scan screen. */
  render() {
    const { known, language, ages } = this.parts;
    const { said, unanswered } = known;
    const now = Date.now() + ages.offset;
    this.line.hidden = said === null || !isTrouble(said, now);
    fill(this.root, "none", said ? null : language.say("ui.sources.none"));
    fill(this.root, "unanswered", unanswered && said ? language.say("ui.sources.unanswered") : null);
    part(this.root, "as-of").hidden = said === null;
    part(this.root, "keys").hidden = said === null;
    setAge(part(this.root, "as-of-age"), said?.server_time ?? null, "server");
    part(this.root, "list").replaceChildren(...(said ? linesOf(said, now).map((line) => this.#item(line)) : []));
    if (said) this.#renderKeys(said, now);
    ages.sayAll(this.root);
  }

  /** @param {Sources} said @param {number} now */
  #renderKeys(said, now) {
    const { language } = this.parts;
    const ranOut = keysRanOut(said, now);
    const day = new Intl.DateTimeFormat(language.current === "en" ? "en-GB" : language.current, { dateStyle: "long", timeZone: "Europe/Oslo" });
    const keys = part(this.root, "keys");
    fill(keys, "number", language.say("ui.sources.keys-number", { number: said.keyset.sequence }));
    fill(keys, "end", language.say(ranOut ? "ui.sources.keys-ended" : "ui.sources.keys-end", { day: day.format(new Date(said.keyset.expires)) }));
    this.#setState(keys, ranOut ? "stale" : "fresh", ranOut ? "ui.sources.state.ended" : "ui.sources.state.in-use");
  }

  /** @param {SourceLine} line @returns {HTMLElement} */
  #item({ source, state, at, hours, needed }) {
    const { say } = this.parts.language;
    const item = copyOf("template-source");
    item.dataset.source = source;
    /** @type {Shown} */
    const shown = state === "missing" && !needed ? "unused" : state;
    fill(item, "name", say(`ui.sources.source.${source}`));
    setAge(part(item, "age"), at, "server");
    fill(item, "limit", shown === "unused" ? null : say("ui.sources.limit", { n: hours }));
    this.#setState(item, shown, `ui.sources.state.${shown}`);
    return item;
  }

  /** Colour, sign and words say the same. @param {HTMLElement} item @param {Shown} shown @param {string} key */
  #setState(item, shown, key) {
    item.dataset.state = shown;
    setSymbol(find(item, ".source-symbol", SVGElement), SYMBOLS[shown]);
    fill(item, "state", this.parts.language.say(key));
  }
}
