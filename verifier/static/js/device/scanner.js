/** The scanning loop: one frame on its way at a time, slower when the way is slow, until a code is read. */

/** @import { Api } from "./api.js" */
/** @import { CardCheck } from "../domain/check.js" */

import { backoff } from "../domain/backoff.js";

/** @typedef {"looking" | "same-card" | "nothing-yet" | "no-coverage" | "sign-in" | "server-busy" | "not-read"} ScanStatus */

const PAUSE_MS = 120;
const NO_PICTURE_MS = 100;
const NOTHING_YET_MS = 6_000;
const SLOWEST_RETRY_MS = 15_000;
/** After "scan next" the card just judged may still lie before the camera: so many frames without it show it gone. */
const GONE_AFTER_FRAMES = 2;

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Takes frames and asks the server about them until told to stop. */
export class Scanner {
  #round = 0;
  /** @type {AbortController | null} breaks off the frame on its way */
  #flight = null;
  /** @type {{code: string, missed: number} | null} the card judged last, until it has left the picture */
  #passOver = null;

  /**
   * @param {{take: () => Promise<Blob | null>, send: (frame: Blob, signal: AbortSignal) => ReturnType<Api["frame"]>,
   *   found: (checks: CardCheck[]) => void, status: (status: ScanStatus) => void, random: () => number}} parts
   *   send: a call that the signal breaks off when its answer is no longer wanted
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * Starts looking; an earlier loop ends.
   * @param {string | null} [lastCode] the code judged last
   */
  start(lastCode = null) {
    this.stop();
    this.#passOver = lastCode === null ? null : { code: lastCode, missed: 0 };
    void this.#look(this.#round);
  }

  /** Stops looking; a frame on its way is called back, and its answer not used. */
  stop() {
    this.#round += 1;
    this.#flight?.abort();
    this.#flight = null;
  }

  /** @param {number} round */
  async #look(round) {
    const began = Date.now();
    let failures = 0;
    this.parts.status("looking");
    while (round === this.#round) {
      const frame = await this.parts.take();
      if (!frame) {
        await pause(NO_PICTURE_MS);
        continue;
      }
      if (round !== this.#round) return;
      const sent = Date.now();
      this.#flight = new AbortController();
      const answered = await this.parts.send(frame, this.#flight.signal);
      if (round !== this.#round) return;
      this.#flight = null;
      if (answered.kind === "answer") {
        failures = 0;
        const checks = this.#fresh(answered.codes);
        if (checks.length > 0) return this.#report(checks);
        const seenAgain = this.#passOver?.missed === 0 && answered.codes.length > 0;
        this.parts.status(seenAgain ? "same-card" : Date.now() - began > NOTHING_YET_MS ? "nothing-yet" : "looking");
        await pause(Math.max(PAUSE_MS, (Date.now() - sent) / 4));
      } else {
        failures += 1;
        this.parts.status(statusOf(answered));
        const asked = answered.kind === "problem" ? (answered.retryAfter ?? 0) : 0;
        await pause(Math.max(asked, backoff(failures, this.parts.random, { base: 1_000, cap: SLOWEST_RETRY_MS })));
      }
    }
  }

  /** @param {CardCheck[]} checks */
  #report(checks) {
    this.stop();
    this.parts.found(checks);
  }

  /** The checks of other cards than the one just judged. @param {CardCheck[]} checks */
  #fresh(checks) {
    const passed = this.#passOver;
    if (!passed) return checks;
    const others = checks.filter((check) => check.code !== passed.code);
    passed.missed = others.length < checks.length ? 0 : passed.missed + 1;
    if (passed.missed >= GONE_AFTER_FRAMES) this.#passOver = null;
    return others;
  }
}

/**
 * @param {Exclude<Awaited<ReturnType<Api["frame"]>>, {kind: "answer"}>} failure
 * @returns {ScanStatus}
 */
function statusOf(failure) {
  if (failure.kind !== "problem") return "no-coverage";
  if (failure.status === 401) return "sign-in";
  return failure.status === 429 || failure.status >= 500 ? "server-busy" : "not-read";
}
