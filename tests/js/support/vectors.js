/** The values that Python and JavaScript must judge alike. */

import { readFileSync } from "node:fs";

/** @import { Typed } from "../../../verifier/static/js/domain/card_number.js" */
/** @import { Circumstances, Draft } from "../../../verifier/static/js/domain/report.js" */

/**
 * @typedef {object} ReportCase
 * @property {string} story
 * @property {Draft} draft
 * @property {Circumstances} circumstances
 * @property {{field: string, key: string}[]} phone
 * @property {string} body
 * @property {string} sha256
 */

/** @param {string} name @returns {any} */
function read(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), "utf-8"));
}

/** @type {{org_numbers: {why: string, text: string, valid: boolean}[], typed: {why: string, text: string, reads: Typed}[]}} */
export const numbers = read("numbers.json");

/** @type {ReportCase[]} */
export const reports = read("reports.json").reports;

/** @type {{story: string, facts: import("../../../verifier/static/js/domain/notice.js").NoticeFacts, text: import("../../../verifier/static/js/domain/notice.js").NoticeText}[]} */
export const notices = read("notices.json").notices;

/** @type {Record<string, string>} */
export const noticeWords = read("notices.json").words;
