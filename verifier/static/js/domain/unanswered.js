/**
 * What the scan screen says of a question that got no answer. Frames of a search and cards that were read are asked about again
 * by themselves; a typed number or a picture is not, and whoever asked is told so. Pure.
 */

/** @import { Answered } from "./answer.js" */

/** What was asked about. @typedef {"card" | "picture"} Subject */

/** @type {Readonly<Record<Subject, string>>} */
const REFUSED = { card: "not-read", picture: "picture-not-read" };
const LOST = new Set(["no-coverage", "no-coverage-reading", "card-no-coverage", "picture-no-coverage"]);

/**
 * @param {Exclude<Answered, {kind: "answer"}>} failure
 * @param {Subject} subject
 * @returns {string} the end of a word key, ui.scan.*
 */
export function saidOf(failure, subject) {
  if (failure.kind !== "problem") return `${subject}-no-coverage`;
  if (failure.status === 401) return "sign-in";
  return failure.status === 429 || failure.status >= 500 ? `${subject}-busy` : REFUSED[subject];
}

/**
 * Whether what is said means that the server can't be reached, so that other ways are worth pointing at.
 * @param {string} status the end of a word key, ui.scan.*
 * @returns {boolean}
 */
export function isLost(status) {
  return LOST.has(status);
}
