/** A report (rapport om inndragning eller varsel): drafted, looked over, and frozen into the bytes that are sent. Pure. */

/** @import { CardCheck } from "./check.js" */
/** @import { Addressee, How, NoticeText } from "./notice.js" */

export const FORMAT = "kortsjekk.report/1";
export const NOTE_LENGTH = 4000;
export const PLACE_LENGTH = 300;
export const NAME_LENGTH = 150;

export const GROUNDS = /** @type {const} */ ([
  "EXPIRED",
  "EMPLOYMENT_ENDED",
  "COMPANY_CEASED",
  "APPROVAL_WITHDRAWN",
  "CARD_INVALID",
  "USE_INVALID",
]);

/** @typedef {"confiscation" | "notice" | "notified"} Act */
/** @typedef {Partial<CardCheck> | null} Evidence */
/** @typedef {{latitude: number, longitude: number, accuracy_m: number}} Position degrees, metres */

/**
 * A report while it is being written; every text as it stands in its field.
 * @typedef {object} Draft
 * @property {string} id UUID, made when the form opens
 * @property {string} author id of the person who writes
 * @property {Act} act
 * @property {string[]} grounds
 * @property {string} card_number
 * @property {string} holder_name
 * @property {string} birth_date YYYY-MM-DD or empty
 * @property {string} org_number
 * @property {string} employer
 * @property {string} note
 * @property {string} place
 * @property {Position | null} position
 * @property {CardCheck | null} check the verdict the report builds on
 * @property {string[]} [seen] grounds ticked when the form opened, beside those of the check; it stands on the phone alone
 */

/** @typedef {{notice: string, addressee: Addressee, how: How}} Notified id of the notice, to whom and how it was passed on */

/**
 * What may be frozen: a draft, or one that was written by itself, with the letters of a notice or that one was passed on.
 * @typedef {Omit<Draft, "check"> & {check: Evidence, notice?: NoticeText, notified?: Notified}} Filing
 */

/**
 * What the phone knows at the moment of saving.
 * @typedef {{made_at: string, server_offset_ms: number | null, counter: number, app_version: string}} Circumstances
 */

/** @typedef {{id: string, author: string, counter: number, made_at: string, body: Uint8Array<ArrayBuffer>, sha256: string}} FrozenReport */

/**
 * A fresh draft; what the check tells about the card is filled in, and the grounds that the inspector has seen already.
 * @param {{id: string, author: string, act: Act, check: CardCheck | null, card_number?: string, seen?: string[]}} start
 * @returns {Draft}
 */
export function newDraft({ id, author, act, check, card_number = "", seen = [] }) {
  const card = check?.card;
  return {
    id,
    author,
    act,
    grounds: [...new Set([...(check?.grounds ?? []).map((legal) => legal.ground), ...seen])],
    card_number: card?.card_number ?? check?.card_number ?? card_number,
    holder_name: card?.name ?? "",
    birth_date: card?.birth_date ?? "",
    org_number: card?.org_number ?? "",
    employer: card?.employer ?? "",
    note: "",
    place: "",
    position: null,
    check,
    seen,
  };
}

/**
 * Whether somebody has written into a draft what a fresh form on the same card would not hold.
 * @param {Draft} draft
 * @returns {boolean}
 */
export function isStarted(draft) {
  const { id, author, act, check, card_number, seen = [] } = draft;
  const fresh = newDraft({ id, author, act, check, card_number, seen });
  return canonicalJson({ ...draft, seen, grounds: groundsOf(draft) }) !== canonicalJson({ ...fresh, grounds: groundsOf(fresh) });
}

/**
 * A draft with what the inspector has seen since, where it is about this very check; null where it is about another one.
 * @param {Draft} draft
 * @param {CardCheck | null} check
 * @param {string[]} seen
 * @returns {Draft | null}
 */
export function continued(draft, check, seen) {
  if (!check?.check_id || draft.check?.check_id !== check.check_id) return null;
  return { ...draft, grounds: [...new Set([...draft.grounds, ...seen])] };
}

/**
 * Whether a check is another person's than who would write about it; one made while nobody was known may be anybody's.
 * @param {string | null} maker who made the check
 * @param {string} author
 * @returns {boolean}
 */
export function isAnothers(maker, author) {
  return maker !== null && maker !== author;
}

/** @typedef {"grounds" | "card_number" | "holder_name" | "birth_date" | "org_number" | "employer" | "note" | "place"} DraftField */

/**
 * The day of a moment on this phone's calendar, YYYY-MM-DD.
 * @param {Date} time
 * @returns {string}
 */
export function todayOf(time) {
  return isoWithOffset(time).slice(0, 10);
}

/**
 * What still stands in the way of saving; empty when the draft is whole.
 * @param {Draft} draft
 * @param {string} [today] YYYY-MM-DD; nobody is born after it
 * @returns {{field: DraftField, key: string}[]} key of the sentence that says it
 */
export function problemsOf(draft, today = "9999-12-31") {
  const card = draft.card_number.trim();
  const confiscation = draft.act === "confiscation";
  const holder = draft.holder_name.trim() !== "";
  const rules = /** @type {[DraftField, string, boolean][]} */ ([
    ["grounds", "ui.form.need-ground", confiscation && groundsOf(draft).length === 0],
    ["card_number", "ui.form.need-card-number", confiscation && card === ""],
    ["card_number", "ui.form.need-card", !confiscation && card === "" && !holder],
    ["card_number", "ui.form.bad-card-number", card !== "" && !/^\d{7,10}$/.test(card)],
    // The report has no place for a birth date without a name, or a company without a number: nothing typed is dropped in silence.
    ["holder_name", "ui.form.need-name", !holder && draft.birth_date !== ""],
    ["holder_name", "ui.form.long-name", lengthOf(draft.holder_name.trim()) > NAME_LENGTH],
    ["birth_date", "ui.form.bad-birth-date", draft.birth_date !== "" && !isBirthDate(draft.birth_date, today)],
    ["org_number", "ui.form.bad-org-number", draft.org_number !== "" && !/^\d{9}$/.test(draft.org_number)],
    ["org_number", "ui.form.need-org-number", draft.org_number === "" && draft.employer.trim() !== ""],
    ["employer", "ui.form.long-name", lengthOf(draft.employer.trim()) > NAME_LENGTH],
    ["place", "ui.form.long-place", lengthOf(draft.place) > PLACE_LENGTH],
    ["note", "ui.form.long-note", lengthOf(draft.note) > NOTE_LENGTH],
  ]);
  return rules.filter(([, , broken]) => broken).map(([field, key]) => ({ field, key }));
}

/** @param {string} text @param {string} today YYYY-MM-DD */
function isBirthDate(text, today) {
  return isDate(text) && text >= "1900-01-01" && text <= today;
}

/** @param {string} text a day that the calendar has: some browsers read 30 February as 2 March */
function isDate(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * @param {string} text
 * @returns {number} counted as the server counts: an emoji is one character, not two
 */
export function lengthOf(text) {
  return [...text].length;
}

/** @param {Pick<Draft, "grounds">} draft the grounds the law knows, in its order */
function groundsOf(draft) {
  return GROUNDS.filter((ground) => draft.grounds.includes(ground));
}

/**
 * The body of a report as a plain value, in the format the server reads.
 * @param {Filing} draft
 * @param {Circumstances} circumstances
 */
export function bodyOf(draft, circumstances) {
  const name = draft.holder_name.trim();
  return {
    format: FORMAT,
    id: draft.id,
    act: draft.act,
    grounds: groundsOf(draft),
    card_number: draft.card_number.trim() || null,
    holder: name ? { name, birth_date: draft.birth_date || null } : null,
    employer: draft.org_number ? { org_number: draft.org_number, name: draft.employer.trim() } : null,
    note: draft.note,
    place: { text: draft.place, position: draft.position },
    check: draft.check,
    made_at: circumstances.made_at,
    server_offset_ms: circumstances.server_offset_ms,
    counter: circumstances.counter,
    app_version: circumstances.app_version,
    author: draft.author,
    notice: draft.notice,
    notified: draft.notified,
  };
}

/**
 * The text with half characters (a cut emoji) replaced, which no server can store.
 * @param {string} text
 * @returns {string}
 */
export function wellFormed(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * JSON with the names of each object in order and no blanks, so that equal values give equal bytes (RFC 8785);
 * half characters in its texts are replaced.
 * @param {unknown} value
 * @returns {string}
 */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(typeof value === "string" ? wellFormed(value) : (value ?? null));
}

/**
 * Freezes a draft into its bytes and their hash; after this nothing in it changes.
 * @param {Filing} draft
 * @param {Circumstances} circumstances
 * @returns {Promise<FrozenReport>}
 */
export async function freeze(draft, circumstances) {
  const body = new TextEncoder().encode(canonicalJson(bodyOf(draft, circumstances)));
  return {
    id: draft.id,
    author: draft.author,
    counter: circumstances.counter,
    made_at: circumstances.made_at,
    body,
    sha256: await sha256Hex(body),
  };
}

/**
 * @param {BufferSource} bytes
 * @returns {Promise<string>} 64 hex digits
 */
export async function sha256Hex(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The Content-Digest header (RFC 9530) of a body with this hash.
 * @param {string} sha256 64 hex digits
 * @returns {string}
 */
export function contentDigest(sha256) {
  const bytes = sha256.match(/../g) ?? [];
  return `sha-256=:${btoa(String.fromCharCode(...bytes.map((pair) => Number.parseInt(pair, 16))))}:`;
}

/**
 * The device's time with its offset from UTC, such as 2026-11-24T09:12:03.120+01:00.
 * @param {Date} time
 * @returns {string}
 */
export function isoWithOffset(time) {
  const minutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local}${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}
