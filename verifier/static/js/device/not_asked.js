/** The sentence about a register that could not be asked, and how old the copy is that answered instead. */

/** @import { Language } from "./language.js" */
/** @import { NotAsked } from "../domain/check.js" */

const NORWAY = "Europe/Oslo";

/**
 * @param {NotAsked} register
 * @param {string} checkedAt ISO 8601
 * @param {Pick<Language, "say" | "current">} language
 */
export function notAsked({ source, as_of }, checkedAt, { say, current }) {
  const named = { source: say(`source.${source}`) };
  if (as_of === null) return say("ui.verdict.not-asked.no-copy", named);
  const locale = current === "en" ? "en-GB" : "nb-NO";
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: NORWAY });
  const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: NORWAY });
  const [copied, checked] = [new Date(as_of), new Date(checkedAt)];
  const time = clock.format(copied).replace(".", ":");
  if (days.format(copied) === days.format(checked)) return say("ui.verdict.not-asked.copy-today", { ...named, time });
  return say("ui.verdict.not-asked.copy-before", { ...named, time, date: days.format(copied) });
}
