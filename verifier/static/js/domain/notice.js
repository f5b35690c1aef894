/**
 * A notice (varsel): its facts from what a check says, and its two letters. verifier/notices.py makes the same ones.
 * The phone's text is the document: it is shown, frozen, receipted and printed as it stands. Pure.
 */

/** @import { CardCheck, Finding } from "./check.js" */
/** @import { Evidence, Filing } from "./report.js" */
/** @import { Say } from "./words.js" */

import { FINDINGS } from "./check.js";
import { NAME_LENGTH, NOTE_LENGTH, PLACE_LENGTH, lengthOf, wellFormed } from "./report.js";

export const AUTHORITIES = /** @type {const} */ (["arbeidstilsynet", "havindustritilsynet"]);
export const ADDRESSEES = /** @type {const} */ (["authority", "employer"]);

/** @typedef {typeof AUTHORITIES[number]} Authority */
/** @typedef {typeof ADDRESSEES[number]} Addressee */
/** @typedef {"shared" | "copied" | "email" | "printed" | "other"} How */
/** @typedef {{name: string, org_number: string}} Employer */
/** @typedef {{name: string, role: string, agency: string | null}} Notifier */

/**
 * All that a notice says, before it is put into words. is_against: the reasons speak against the card; else they only
 * say what could not be answered.
 * @typedef {object} NoticeFacts
 * @property {Authority} authority
 * @property {string | null} card_number
 * @property {string | null} holder
 * @property {Employer | null} employer
 * @property {string[]} reasons codes
 * @property {boolean} is_against
 * @property {{paragraph: string, confirmed: boolean}[]} paragraphs
 * @property {string} checked_at ISO 8601
 * @property {Notifier} notifier
 * @property {string} place
 * @property {string} added
 * @property {string} written_at ISO 8601
 * @property {boolean} practice everything is invented, and the letters begin with saying so
 */

/** @typedef {{language: string, authority: Authority, subject: string, to_authority: string, to_employer: string}} NoticeText */

/**
 * A notice on the screen, kept while it is looked at.
 * @typedef {{id: string, author: string, facts: NoticeFacts, evidence: Evidence}} NoticeDraft evidence: the findings
 */

// What counts as a blank here and on the server: the languages' own lists differ.
const BLANK = "[ \\n\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${BLANK}|${BLANK}$`, "g");

/**
 * What a notice from this check says: no birth date, no photo, no code.
 * @param {CardCheck} check
 * @param {Notifier} notifier
 * @param {string} writtenAt ISO 8601
 * @param {boolean} practice
 * @returns {NoticeFacts}
 */
export function factsOf(check, notifier, writtenAt, practice) {
  const { card } = check;
  const printed = card?.org_number ? { name: card.employer ?? "", org_number: card.org_number } : null;
  return {
    authority: "arbeidstilsynet",
    card_number: check.card_number,
    holder: card?.name ?? null,
    employer: check.notify_employer ?? printed,
    ...reasonsOf(check),
    paragraphs: paragraphsOf(check.notice ?? []),
    checked_at: check.checked_at,
    notifier: { name: notifier.name, role: notifier.role, agency: notifier.agency },
    place: "",
    added: "",
    written_at: writtenAt,
    practice,
  };
}

/** @param {readonly {paragraph: string, confirmed: boolean}[]} named each once, whatever else stands beside it */
function paragraphsOf(named) {
  const first = named.filter((one, index) => named.findIndex((each) => each.paragraph === one.paragraph && each.confirmed === one.confirmed) === index);
  return first.map(({ paragraph, confirmed }) => ({ paragraph, confirmed }));
}

/**
 * The reasons to believe that duties are not met; where there is none, what could not be answered.
 * @param {CardCheck} check
 */
function reasonsOf(check) {
  const findings = FINDINGS.map((name) => check[name]);
  /** @param {(finding: Finding) => boolean} wanted */
  const codes = (wanted) => findings.filter(wanted).map(({ reason }) => reason);
  const against = codes(({ answer, consequence }) => answer === "BAD" || consequence === "MUST_NOTIFY");
  if (against.length > 0) return { reasons: against, is_against: true };
  return { reasons: codes(({ answer }) => answer === "UNKNOWN"), is_against: false };
}

/**
 * A text as it can be printed: lines end in one way, no other control character, no blank at its ends.
 * @param {string} text
 * @returns {string}
 */
export function cleaned(text) {
  const lines = wellFormed(text).replace(/\r\n?|\u2028|\u2029/g, "\n");
  return lines.replace(/(?!\n)\p{Cc}/gu, " ").replace(/\n{3,}/g, "\n\n").replace(ENDS, "");
}

/** @param {string} text */
function inLine(text) {
  return cleaned(text).replaceAll("\n", " ");
}

/** @typedef {{field: "place" | "added", key: string}} NoticeProblem key of the sentence that says it */

/**
 * What stands in the way of filing: nothing has to be filled in, but a text may be too long.
 * @param {NoticeFacts} facts
 * @returns {NoticeProblem[]}
 */
export function noticeProblemsOf({ place, added }) {
  const rules = /** @type {[NoticeProblem, boolean][]} */ ([
    [{ field: "place", key: "ui.form.long-place" }, lengthOf(place) > PLACE_LENGTH],
    [{ field: "added", key: "ui.form.long-note" }, lengthOf(added) > NOTE_LENGTH],
  ]);
  return rules.filter(([, broken]) => broken).map(([problem]) => problem);
}

/**
 * A notice as it is filed: the letters to the character as they were seen, and of the check its findings alone.
 * @param {NoticeDraft} draft
 * @param {NoticeText} notice
 * @returns {Filing}
 */
export function filingOf({ id, author, facts, evidence }, notice) {
  return {
    ...NOTHING, id, author, act: "notice", check: evidence, notice,
    card_number: facts.card_number ?? "",
    holder_name: cut(facts.holder ?? ""),
    org_number: facts.employer?.org_number ?? "",
    employer: cut(facts.employer?.name ?? ""),
    note: cleaned(facts.added),
    place: inLine(facts.place),
  };
}

/** @param {string} name @returns {string} as a report has room for it: registers hold longer ones, and the letters say them whole */
function cut(name) {
  return [...inLine(name)].slice(0, NAME_LENGTH).join("").trim();
}

/**
 * That an addressee of a notice was notified: a report of its own, which says nothing of a card or a person.
 * @param {{id: string, author: string, notice: string, addressee: Addressee, how: How}} saying
 * @returns {Filing}
 */
export function notifiedOf({ id, author, notice, addressee, how }) {
  return { ...NOTHING, id, author, act: "notified", notified: { notice, addressee, how } };
}

const NOTHING = {
  grounds: [], card_number: "", holder_name: "", birth_date: "", org_number: "", employer: "", note: "", place: "", position: null, check: null,
};

/**
 * What is kept of a check as evidence: what was found, by whom and when, and nothing of the person.
 * @param {CardCheck} check
 * @returns {Evidence}
 */
export function evidenceOf({ outcome, reason, clean, genuine, status, employer, hints, checked_at }) {
  return { outcome, reason, clean, genuine, status, employer, hints, checked_at };
}

/**
 * The notice in words.
 * @param {NoticeFacts} facts
 * @param {string} language the one that `say` speaks
 * @param {Say} say
 * @returns {NoticeText}
 */
export function textOf(facts, language, say) {
  const tone = facts.is_against ? "against" : "unanswered";
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
      say(`ui.letter.lead-${tone}`),
      lines(...about(facts, say), employerLine(facts, say), ...when(facts, say)),
      ...body(facts, tone, say),
      lines(by(facts, say, facts.notifier.name), written(facts, say)),
      say("ui.letter.also-employer"),
    ),
    to_employer: joined(
      banner,
      say("ui.letter.to", { name: company(facts, say) || say("ui.letter.employer-unknown") }),
      subject,
      say(`ui.letter.employer-${tone}`),
      lines(...about(facts, say), ...when(facts, say)),
      ...body(facts, tone, say),
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

/** @param {NoticeFacts} facts @param {"against" | "unanswered"} tone @param {Say} say */
function body(facts, tone, say) {
  const added = cleaned(facts.added);
  return [
    list(say(`ui.letter.reasons-${tone}`), facts.reasons.map((code) => say("ui.letter.reason", {
      headline: say(`reason.${code}.headline`), sentence: say(`reason.${code}.say`),
    }))),
    list(say("ui.letter.paragraphs"), facts.paragraphs.map(({ paragraph, confirmed }) => (
      confirmed ? paragraph : say("ui.letter.unconfirmed", { paragraph })
    ))),
    added ? lines(say("ui.letter.added"), added) : "",
  ];
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
