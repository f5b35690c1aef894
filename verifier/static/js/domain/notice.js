/**
 * A notice (varsel): its facts from what a check says, and how it is filed. Pure.
 * The phone's text is the document: it is shown, frozen, receipted and printed as it stands.
 */

/** @import { CardCheck, Finding } from "./check.js" */
/** @import { Evidence, Filing } from "./report.js" */

import { FINDINGS } from "./check.js";
import { cleaned, inLine } from "./letters.js";
import { NAME_LENGTH, NOTE_LENGTH, PLACE_LENGTH, lengthOf } from "./report.js";

export const AUTHORITIES = /** @type {const} */ (["arbeidstilsynet", "havindustritilsynet"]);
export const ADDRESSEES = /** @type {const} */ (["authority", "employer"]);

/** @typedef {typeof AUTHORITIES[number]} Authority */
/** @typedef {typeof ADDRESSEES[number]} Addressee */
/** @typedef {"shared" | "copied" | "email" | "printed" | "other"} How */
/** @typedef {{name: string, org_number: string}} Employer */
/** @typedef {{name: string, role: string, agency: string | null}} Notifier */

/**
 * All that a notice says, before it is put into words. is_against: the reasons speak against the card; else they only
 * say what could not be answered. other_person: whoever compared says that another person than its holder showed the
 * card. industry_known: without it the letters name no paragraph, and say so.
 * @typedef {object} NoticeFacts
 * @property {Authority} authority
 * @property {string | null} card_number
 * @property {string | null} holder
 * @property {Employer | null} employer
 * @property {string[]} reasons codes
 * @property {boolean} is_against
 * @property {boolean} other_person
 * @property {boolean} industry_known
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

/**
 * What a notice from this check says: no birth date, no photo, no code.
 * @param {CardCheck} check
 * @param {Notifier} notifier
 * @param {string} writtenAt ISO 8601
 * @param {boolean} practice
 * @param {boolean} [otherPerson]
 * @returns {NoticeFacts}
 */
export function factsOf(check, notifier, writtenAt, practice, otherPerson = false) {
  const { card } = check;
  const paragraphs = paragraphsOf(check);
  const printed = card?.org_number ? { name: card.employer ?? "", org_number: card.org_number } : null;
  return {
    authority: "arbeidstilsynet",
    card_number: check.card_number,
    holder: card?.name ?? null,
    employer: check.notify_employer ?? printed,
    ...reasonsOf(check),
    other_person: otherPerson,
    // A card in order has no duty named, though its industry is known.
    industry_known: paragraphs.length > 0 || (card !== null && check.notice.length === 0),
    paragraphs,
    checked_at: check.checked_at,
    notifier: { name: notifier.name, role: notifier.role, agency: notifier.agency },
    place: "",
    added: "",
    written_at: writtenAt,
    practice,
  };
}

/** Those of the card's own industries, each once: where none is known, a check names those of all. @param {CardCheck} check */
function paragraphsOf({ card, notice }) {
  const named = notice.filter(({ industry }) => card?.industries.includes(industry));
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

/** @typedef {{field: "place" | "added", key: string}} NoticeProblem key of the sentence that says it */

/**
 * Whether neither the check nor its author found anything wrong: such a notice rests on its author's words alone.
 * @param {NoticeFacts} facts
 * @returns {boolean}
 */
export function foundNothing({ is_against, other_person }) {
  return !is_against && !other_person;
}

/**
 * What stands in the way of filing: a text that is too long, or that the notice cannot do without.
 * @param {NoticeFacts} facts
 * @returns {NoticeProblem[]}
 */
export function noticeProblemsOf(facts) {
  const { place, added } = facts;
  const rules = /** @type {[NoticeProblem, boolean][]} */ ([
    [{ field: "place", key: "ui.form.long-place" }, lengthOf(place) > PLACE_LENGTH],
    [{ field: "added", key: "ui.form.long-note" }, lengthOf(added) > NOTE_LENGTH],
    [{ field: "added", key: MISSING }, foundNothing(facts) && cleaned(added) === ""],
  ]);
  return rules.filter(([, broken]) => broken).map(([problem]) => problem);
}

/** Said only to who wants to file: a field not yet filled in is no mistake. */
export const MISSING = "ui.notify.added-missing";

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
