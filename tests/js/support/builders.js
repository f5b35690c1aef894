/** Checks, drafts and reports as tests need them; what a test does not care about is filled in. */

/** @import { CardCheck, Finding } from "../../../verifier/static/js/domain/check.js" */
/** @import { Draft, FrozenReport } from "../../../verifier/static/js/domain/report.js" */
/** @import { ListedReport, Summary } from "../../../verifier/static/js/device/store.js" */

import { freeze } from "../../../verifier/static/js/domain/report.js";

export const AUTHOR = "inspector-1";

/** @type {Summary} */
export const SUMMARY = { act: "notice", card_number: "10000019", holder: "Øyvind Prøvås" };

/** @type {Finding} */
const GOOD = { answer: "GOOD", reason: "GENUINE", consequence: "NONE", source: "practice", as_of: null };

/** @param {Partial<CardCheck>} [parts] @returns {CardCheck} */
export function aCheck(parts = {}) {
  return {
    outcome: "VALID", reason: "IN_ORDER", clean: false, genuine: GOOD, status: GOOD, employer: GOOD, hints: [],
    card: {
      card_number: "10000019", name: "Øyvind Prøvås", birth_date: "1988-02-29", org_number: "320000009", employer: "Øvingsbygg AS",
      industries: [1], issued: "2025-01-15", expires: "2027-01-15", kind: "card", photo: null,
    },
    card_number: "10000019", acts: [], grounds: [], notice: [], not_asked: [], checked_at: "2026-11-24T08:12:01Z", code: "12345678",
    ...parts,
  };
}

/** @param {Partial<Draft>} [parts] @returns {Draft} */
export function aDraft(parts = {}) {
  return {
    id: crypto.randomUUID(), author: AUTHOR, act: "notice", grounds: [], card_number: "10000019", holder_name: "", birth_date: "",
    org_number: "", employer: "", note: "", place: "", position: null, check: null,
    ...parts,
  };
}

/** @param {Partial<Draft> & {counter?: number}} [parts] @returns {Promise<FrozenReport>} */
export function aReport({ counter = 1, ...parts } = {}) {
  return freeze(aDraft(parts), { made_at: "2026-11-24T09:12:03.120+01:00", server_offset_ms: null, counter, app_version: "test" });
}

/** @param {Partial<ListedReport>} [parts] @returns {ListedReport} */
export function aRow(parts = {}) {
  return {
    id: "a", author: AUTHOR, counter: 1, made_at: "", sha256: "", state: "QUEUED", tries: 0, code: null, detail: "", summary: SUMMARY,
    ...parts,
  };
}

/** @param {{id: string, sha256: string}} report @param {number} [number] */
export function aReceipt({ id, sha256 }, number = 1) {
  return { id, sha256, number, received_at: "2026-11-24T08:12:05Z", signature: "e30..e30" };
}

/**
 * Numbers from 0 up to 1 that come again with the same seed (a linear congruence, good enough to shuffle faults).
 * @param {number} seed
 * @returns {() => number}
 */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
