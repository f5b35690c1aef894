/** Calls to the server. A call never throws for what comes back: every answer, and no answer, is a value. */

/** @import { Answered } from "../domain/answer.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { Comparison } from "../domain/comparison.js" */
/** @import { Position } from "../domain/report.js" */

import { isCardCheck, isRecord } from "../domain/check.js";
import { retryAfter } from "../domain/backoff.js";
import { contentDigest } from "../domain/report.js";
import { onePerCard } from "../domain/same_card.js";
import { geoUri } from "./whereabouts.js";

/** @typedef {{id: string, name: string, role: string, agency: string | null}} Person */
/** @typedef {{person: Person, rights: string[], practice: boolean, server_time: string, languages: string[],
 *   mail?: Record<string, string>}} Me */
/** @typedef {Exclude<Answered, {kind: "answer"}>} Failure */

const SHORT_MS = 8_000;
const FRAME_MS = 15_000;
const REPORT_MS = 30_000;
/** A network this slow, in bytes each millisecond, still gets everything through before the time is up. */
const SLOWEST = 4;

/**
 * What an answer that arrived is: ours with JSON, ours with a problem, or somebody else's (a captive portal, a proxy).
 * @param {Response} response
 * @returns {Promise<Answered>}
 */
async function understood(response) {
  const { status } = response;
  const type = response.headers.get("Content-Type") ?? "";
  const wait = retryAfter(response.headers.get("Retry-After"), Date.now());
  if (!/^application\/(problem\+)?json\b/i.test(type)) return { kind: "foreign", status };
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) return body === undefined ? { kind: "foreign", status } : { kind: "answer", status, body, retryAfter: wait };
  if (!isRecord(body) || typeof body.code !== "string") return { kind: "foreign", status };
  return { kind: "problem", status, code: body.code, detail: String(body.detail ?? body.title ?? ""), retryAfter: wait };
}

/**
 * Whether an error is one that `fetch` gives: no way there, a redirect, a cut answer, or the time was up.
 * @param {unknown} error
 * @returns {error is TypeError | DOMException}
 */
function isNetworkFault(error) {
  return error instanceof TypeError || error instanceof DOMException;
}

/** @param {string} text @returns {unknown} undefined when it isn't JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param {unknown} body @returns {string[]} what kinds of other codes the server says it saw */
function namesIn(body) {
  return isRecord(body) && Array.isArray(body.others) ? body.others.filter((name) => typeof name === "string") : [];
}

/** The server, as the app knows it. */
export class Api {
  /**
   * @param {typeof fetch} fetcher
   * @param {{heard?: (reached: boolean) => void, clock?: (offset: number) => void, met?: (person: string | null) => void, place?: () => Position | null}} [ears]
   *   place: where the phone is, as far as a check may say it; heard: told after each call whether our server answered; clock: server time minus ours, milliseconds;
   *   met: told whom the server took the caller for, null when for nobody
   */
  constructor(fetcher, { heard = () => {}, clock = () => {}, met = () => {}, place = () => null } = {}) {
    this.fetcher = fetcher;
    this.heard = heard;
    this.clock = clock;
    this.met = met;
    this.place = place;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   * @param {number} [limit] milliseconds
   * @returns {Promise<Answered>}
   */
  async call(path, init = {}, limit = SHORT_MS) {
    const answered = await this.#fetched(path, init, limit);
    // A call that we broke off ourselves says nothing about the way to the server.
    if (!init.signal?.aborted) this.heard(answered.kind === "answer" || answered.kind === "problem");
    if (answered.kind === "problem" && answered.status === 401) this.met(null);
    return answered;
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   * @param {number} limit
   * @returns {Promise<Answered>}
   */
  async #fetched(path, init, limit) {
    try {
      return await understood(await this.#asked(path, init, limit));
    } catch (error) {
      if (!isNetworkFault(error)) throw error;
      return { kind: "unreachable", timedOut: error.name === "TimeoutError" };
    }
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   * @param {number} limit milliseconds, for the answer's last byte too
   * @returns {Promise<Response>}
   */
  #asked(path, init, limit) {
    const limits = [AbortSignal.timeout(Math.ceil(limit)), ...(init.signal ? [init.signal] : [])];
    // A redirect is never ours: a captive portal that leads to its own page must not pass for an answer.
    return this.fetcher(path, {
      redirect: "error", credentials: "same-origin", cache: "no-store", ...init, signal: AbortSignal.any(limits),
    });
  }

  /** @returns {Promise<boolean>} whether our own server answers, by the content of its answer; who asks is told, nobody else */
  async alive() {
    try {
      const answered = await understood(await this.#asked("/healthz", {}, SHORT_MS));
      return answered.kind === "answer" && isRecord(answered.body) && answered.body.status === "ok";
    } catch (error) {
      if (isNetworkFault(error)) return false;
      throw error;
    }
  }

  /** @returns {Promise<{kind: "answer", body: Me} | Failure>} */
  async me() {
    const before = Date.now();
    const answered = await this.call("/api/v1/me");
    if (answered.kind !== "answer") return answered;
    const { body, status } = answered;
    if (!isRecord(body) || !isRecord(body.person) || typeof body.person.id !== "string" || !Array.isArray(body.rights)) {
      return { kind: "foreign", status };
    }
    const offset = Date.parse(String(body.server_time)) - (before + Date.now()) / 2;
    if (!Number.isNaN(offset)) this.clock(Math.round(offset));
    this.met(body.person.id);
    return { kind: "answer", body: /** @type {Me} */ (/** @type {unknown} */ (body)) };
  }

  /**
   * @param {Blob} image
   * @param {number | null} attempt how many frames of this scan went before it: the server tries other ways with a later one
   * @param {AbortSignal | null} signal breaks the call off
   * @param {boolean} isHere whether the card lies before this phone now: a picture may be of any day and place
   * @returns {Promise<{kind: "answer", codes: CardCheck[], others: string[]} | Failure>} others: names of codes that are no QR
   */
  async frame(image, attempt = null, signal = null, isHere = false) {
    const query = attempt === null ? "" : `?attempt=${attempt}`;
    const place = isHere ? this.place() : null;
    const headers = { "Content-Type": image.type, ...(place && { "Kortsjekk-Position": geoUri(place) }) };
    const init = { method: "POST", body: image, headers, signal };
    const answered = await this.call(`/api/v1/frames${query}`, init, FRAME_MS + image.size / SLOWEST);
    if (answered.kind !== "answer") return answered;
    const codes = isRecord(answered.body) && Array.isArray(answered.body.codes) ? answered.body.codes : null;
    if (!codes?.every(isCardCheck)) return { kind: "foreign", status: answered.status };
    return { kind: "answer", codes: onePerCard(codes), others: namesIn(answered.body) };
  }

  /**
   * @param {{code: string} | {card_number: string, purpose: string}} what
   * @param {string} siteOrgNumber 9 digits or empty
   * @param {AbortSignal | null} signal breaks the call off
   * @param {boolean} isHere whether the card was read by this phone just now: what is typed, or asked later, says nothing of where it is
   * @returns {Promise<{kind: "answer", check: CardCheck} | Failure>}
   */
  async check(what, siteOrgNumber = "", signal = null, isHere = false) {
    const position = isHere && "code" in what ? this.place() : null;
    const body = JSON.stringify({ ...what, ...(siteOrgNumber && { site_org_number: siteOrgNumber }), ...(position && { position }) });
    const init = { method: "POST", body, headers: { "Content-Type": "application/json" }, signal };
    const answered = await this.call("/api/v1/checks", init, FRAME_MS);
    if (answered.kind !== "answer") return answered;
    if (!isCardCheck(answered.body)) return { kind: "foreign", status: answered.status };
    return { kind: "answer", check: answered.body };
  }

  /**
   * Records whether the person is the one on the card; the same again changes nothing.
   * @param {string} check_id
   * @param {Comparison} comparison
   * @returns {Promise<Answered>}
   */
  compare(check_id, comparison) {
    const init = { method: "PUT", body: JSON.stringify(comparison), headers: { "Content-Type": "application/json" } };
    return this.call(`/api/v1/checks/${encodeURIComponent(check_id)}/comparison`, init);
  }

  /**
   * Sends one report; the time limit grows with its size, for slow networks.
   * @param {{id: string, sha256: string, body: ArrayBuffer}} report
   * @returns {Promise<Answered>}
   */
  putReport({ id, sha256, body }) {
    const headers = { "Content-Type": "application/json", "Content-Digest": contentDigest(sha256) };
    const limit = REPORT_MS + body.byteLength / SLOWEST;
    return this.call(`/api/v1/reports/${encodeURIComponent(id)}`, { method: "PUT", body, headers }, limit);
  }

  /** @returns {Promise<boolean>} whether the session is over: asked of the server, for a captive portal answers too */
  async signOut() {
    try {
      // The page it leads to is not followed.
      await this.#asked("/sign-out", { method: "POST", redirect: "manual" }, SHORT_MS);
    } catch (error) {
      if (isNetworkFault(error)) return false;
      throw error;
    }
    const me = await this.call("/api/v1/me");
    return me.kind === "problem" && me.status === 401;
  }
}
