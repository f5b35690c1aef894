/** The two letters of a notice: its facts in words. verifier/notices.py writes the same ones. Pure. */

/** @import { NoticeFacts, NoticeText } from "./notice.js" */
/** @import { Say } from "./words.js" */

import { wellFormed } from "./report.js";

// What counts as a blank here and on the server: the languages' own lists differ.
const BLANK = "[ \\n\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${BLANK}|${BLANK}$`, "g");

/**
 * A text as it can be printed: lines end in one way, no other control character, no blank at its ends.
 * @param {string} text
 * @returns {string}
 */
export function cleaned(text) {
  const lines = wellFormed(text).replace(/\r\n?|\u2028|\u2029/g, "\n");
  return lines.replace(/(?!\n)\p{Cc}/gu, " ").replace(/\n{3,}/g, "\n\n").replace(ENDS, "");
}

/**
 * @param {string} text
 * @returns {string} cleaned, and on one line
 */
export function inLine(text) {
  return cleaned(text).replaceAll("\n", " ");
}

// What speaks of the employment, the company or its approval, and so of the duties of the employer. A card that the
// register does not know may be a forged one: that says nothing of anybody's duties.
const OF_DUTIES = new Set([
  "EMPLOYMENT_ENDED", "NOT_YET_VALID", "COMPANY_DELETED", "COMPANY_UNKNOWN", "COMPANY_BANKRUPT", "COMPANY_WINDING_UP",
  "APPROVAL_MISSING", "VAT_MISSING",
]);

/**
 * What the letters begin with: breached duties only where a reason speaks of them.
 * @param {NoticeFacts} facts
 */
function leadOf({ is_against, other_person, reasons }) {
  if (!is_against) return other_person ? "misused" : "unanswered";
  if (reasons.some((code) => OF_DUTIES.has(code))) return "against";
  return reasons.every((code) => code === "OTHER_COMPANY") ? "misused" : "invalid";
}

/**
 * The notice in words.
 * @param {NoticeFacts} facts
 * @param {string} language the one that `say` speaks
 * @param {Say} say
 * @returns {NoticeText}
 */
export function textOf(facts, language, say) {
  const lead = leadOf(facts);
  const authority = say(`ui.letter.authority.${facts.authority}`);
  const banner = facts.practice ? say("ui.practice.banner") : "";
  const subject = facts.card_number ? say("ui.letter.subject-card", { number: facts.card_number }) : say("ui.letter.subject");
  return {
    language,
    authority: facts.authority,
    subject,
    to_authority: joined(
      banner,
      say("ui.letter.to", { name: authority }),
      subject,
      say(`ui.letter.lead-${lead}`),
      lines(...about(facts, say), employerLine(facts, say), ...when(facts, say)),
      ...body(facts, say),
      lines(by(facts, say, facts.notifier.name), written(facts, say)),
      say("ui.letter.also-employer"),
    ),
    to_employer: joined(
      banner,
      say("ui.letter.to", { name: company(facts, say) || say("ui.letter.employer-unknown") }),
      subject,
      say(`ui.letter.employer-${lead}`),
      lines(...about(facts, say), ...when(facts, say)),
      ...body(facts, say),
      // The employer learns in what capacity somebody notifies, not who that is.
      lines(by(facts, say, ""), written(facts, say)),
      say("ui.letter.also-authority", { name: authority }),
    ),
  };
}

/** @param {NoticeFacts} facts @param {Say} say */
function about({ card_number, holder }, say) {
  return [
    say("ui.letter.card", { number: card_number || say("ui.letter.unknown") }),
    holder ? say("ui.letter.holder", { name: inLine(holder) }) : "",
  ];
}

/** @param {NoticeFacts} facts @param {Say} say */
function when(facts, say) {
  const place = inLine(facts.place);
  return [say("ui.letter.checked", { time: timeOf(facts.checked_at, say) }), place ? say("ui.letter.place", { place }) : ""];
}

/** @param {NoticeFacts} facts @param {Say} say */
function body(facts, say) {
  const added = cleaned(facts.added);
  const said = facts.reasons.map((code) => say("ui.letter.reason", {
    headline: say(`reason.${code}.headline`), sentence: say(`reason.${code}.say`),
  }));
  const seen = facts.other_person ? [say("ui.letter.other-person")] : [];
  return [
    list(say("ui.letter.reasons-against"), [...(facts.is_against ? said : []), ...seen]),
    list(say("ui.letter.reasons-unanswered"), facts.is_against ? [] : said),
    under(facts, say),
    added ? lines(say("ui.letter.added"), added) : "",
  ];
}

/** Of an industry that nobody knows there is no paragraph to name. @param {NoticeFacts} facts @param {Say} say */
function under({ industry_known, paragraphs }, say) {
  if (!industry_known) return say("ui.letter.no-paragraph");
  return list(say("ui.letter.paragraphs"), paragraphs.map(({ paragraph, confirmed }) => (
    confirmed ? paragraph : say("ui.letter.unconfirmed", { paragraph })
  )));
}

/** @param {NoticeFacts} facts @param {Say} say */
function employerLine(facts, say) {
  return say("ui.letter.employer", { name: company(facts, say) || say("ui.letter.unknown") });
}

/** @param {NoticeFacts} facts @param {Say} say @returns {string} empty where nobody knows it */
export function company({ employer }, say) {
  return employer ? say("ui.letter.company", { name: inLine(employer.name), number: employer.org_number }) : "";
}

/** @param {NoticeFacts} facts @param {Say} say @param {string} name */
function by({ notifier }, say, name) {
  const who = [say(`role.${notifier.role}`), inLine(notifier.agency ?? ""), inLine(name)];
  return say("ui.letter.by", { who: who.filter(Boolean).join(", ") });
}

/** @param {NoticeFacts} facts @param {Say} say */
function written(facts, say) {
  return say("ui.letter.written", { time: timeOf(facts.written_at, say) });
}

const IN_NORWAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Oslo", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/**
 * An instant as people in Norway write it.
 * @param {string} time ISO 8601
 * @param {Say} say
 * @returns {string}
 */
export function timeOf(time, say) {
  const parts = Object.fromEntries(IN_NORWAY.formatToParts(new Date(time)).map(({ type, value }) => [type, value]));
  return say("ui.letter.time", { day: `${parts.day}.${parts.month}.${parts.year}`, clock: `${parts.hour}:${parts.minute}` });
}

/** @param {string} title @param {string[]} entries */
function list(title, entries) {
  return entries.length > 0 ? lines(title, ...entries.map((entry) => `- ${entry}`)) : "";
}

/** @param {string[]} each */
function lines(...each) {
  return each.filter(Boolean).join("\n");
}

/** @param {string[]} blocks */
function joined(...blocks) {
  return blocks.filter(Boolean).join("\n\n");
}

/**
 * The address of an e-mail with a letter in it; one too long for the programs that write mail has the subject alone.
 * @param {string} address
 * @param {string} subject
 * @param {string} letter
 * @returns {string}
 */
export function mailto(address, subject, letter) {
  const start = `mailto:${encodeURI(address)}?subject=${encodeURIComponent(subject)}`;
  const whole = `${start}&body=${encodeURIComponent(letter.replaceAll("\n", "\r\n"))}`;
  return whole.length <= LONGEST_MAILTO ? whole : start;
}

const LONGEST_MAILTO = 8_000;
