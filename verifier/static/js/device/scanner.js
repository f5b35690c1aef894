/**
 * The scanning loop: each frame is tried on the phone, and goes to the server only while the phone has not read it.
 * Whoever reads first ends the search; the other one is called off.
 */

/** @import { Api } from "./api.js" */
/** @import { FoundCode, How } from "./decoder.js" */
/** @import { Frame } from "./frame.js" */
/** @import { CardCheck } from "../domain/check.js" */
/** @import { SeenCard, Stranger } from "../domain/in_view.js" */
/** @import { Network } from "../domain/pace.js" */
/** @import { Reader } from "../domain/pass_over.js" */
/** @import { Measures } from "../domain/small_picture.js" */

import { backoff } from "../domain/backoff.js";
import { SharpnessGate } from "../domain/gate.js";
import { inView } from "../domain/in_view.js";
import { Pace } from "../domain/pace.js";
import { PassOver } from "../domain/pass_over.js";

/** @typedef {"looking" | "same-card" | "nothing-yet" | "no-coverage" | "sign-in" | "server-busy" | "not-read" | "other-code" | Stranger} ScanStatus */
/** @typedef {Extract<Awaited<ReturnType<Api["frame"]>>, {kind: "answer"}>} Answer */
/** @typedef {Exclude<Awaited<ReturnType<Api["frame"]>>, {kind: "answer"}>} Failure */
/**
 * @typedef {object} ScannerParts
 * @property {() => Frame | null} take
 * @property {() => boolean} reads whether this phone reads codes itself
 * @property {(picture: ImageBitmap, how: How) => Promise<FoundCode[] | null>} decode
 * @property {(frame: Blob, attempt: number, signal: AbortSignal) => ReturnType<Api["frame"]>} send
 *   a call that the signal breaks off when its answer is no longer wanted
 * @property {(checks: CardCheck[]) => void} found told what the server read and judged
 * @property {(cards: SeenCard[]) => void} read told what the phone read
 * @property {(status: ScanStatus, kind: string) => void} status kind: of a code that is no QR, as it is called
 * @property {(measures: Measures | null, codeSide: number | null) => void} measured
 *   told of every frame, and of a code seen in it and not read; null: there is nothing to mend
 * @property {() => Network} network
 * @property {() => number} random
 */

const LOOK_MS = 60;
const NO_PICTURE_MS = 100;
const NOTHING_YET_MS = 6_000;
const SLOWEST_RETRY_MS = 15_000;
/** A phone that tries a frame for longer than this no longer holds the upload up. */
const LATE_MS = 400;
/** Looking for every kind of code takes several times as long as for QR alone. Odd: now in the whole picture, now in its part. */
const KINDS_EVERY = 7;
/** What was said of a code that is no card stays for so long. */
const SAID_MS = 2_500;
const MOST_ATTEMPTS = 999;

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Takes frames, reads them and asks about them until told to stop. */
export class Scanner {
  /** Whether a search goes on. */
  looking = false;
  #round = 0;
  /** @type {AbortController | null} breaks off the frame on its way */
  #flight = null;
  #passOver = new PassOver(null, null);
  #gate = new SharpnessGate();
  #pace = new Pace();
  #began = 0;
  #attempt = 0;
  #failures = 0;
  #sendFrom = 0;
  /** @type {boolean | null} */
  #sentWhole = null;
  /** @type {ScanStatus | null} what went wrong with the last upload */
  #trouble = null;
  #said = "";
  #saidUntil = 0;
  /** @type {Reader} who read the card that was found last */
  #lastReader = null;

  /** @param {ScannerParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * Starts looking; an earlier loop ends.
   * @param {string | null} [lastCode] the code judged last
   */
  start(lastCode = null) {
    this.stop();
    this.#passOver = new PassOver(lastCode, this.#lastReader);
    this.#gate = new SharpnessGate();
    this.#pace = new Pace(this.parts.network());
    this.#began = Date.now();
    this.#attempt = this.#failures = this.#sendFrom = this.#saidUntil = 0;
    this.#sentWhole = this.#trouble = null;
    this.#said = "";
    this.looking = true;
    this.#say("looking");
    void this.#look(this.#round);
  }

  /** Stops looking; a frame on its way is called back, and its answer not used. */
  stop() {
    this.looking = false;
    this.#round += 1;
    this.#flight?.abort();
    this.#flight = null;
  }

  /** @param {number} round */
  async #look(round) {
    for (let looks = 1; round === this.#round; looks += 1) {
      const frame = this.parts.take();
      if (!frame) {
        await pause(NO_PICTURE_MS);
        continue;
      }
      const began = Date.now();
      this.#gate.note(frame.measures.sharpness, began);
      const here = this.#tryHere(frame, round, howAt(looks));
      const read = await Promise.race([here, pause(LATE_MS).then(() => false)]);
      if (round === this.#round && !read) this.#maySend(frame, round);
      await here;
      if (round !== this.#round) return;
      this.#say(this.#trouble ?? (Date.now() - this.#began > NOTHING_YET_MS ? "nothing-yet" : "looking"));
      await pause(Math.max(LOOK_MS, Date.now() - began));
    }
  }

  /**
   * Tries a frame on this phone.
   * @param {Frame} frame
   * @param {number} round
   * @param {How} how
   * @returns {Promise<boolean>} whether it was read, so that it need not go up
   */
  async #tryHere(frame, round, how) {
    const picture = this.parts.reads() ? await frame.picture() : null;
    const codes = picture && (await this.parts.decode(picture, how));
    if (round !== this.#round) return true;
    // Whoever holds a code that can be read needs no hint.
    if (codes?.some(isRead)) this.parts.measured(null, null);
    else this.parts.measured(frame.measures, codes?.[0]?.side ?? null);
    return codes !== null && this.#judge(codes);
  }

  /** @param {FoundCode[]} codes @returns {boolean} whether a card is among them: beside anything else may lie one that only the server can read */
  #judge(codes) {
    const texts = codes.filter(isRead).filter(isQr).map((code) => code.text);
    const { cards, stranger } = inView(texts);
    const fresh = this.#passOver.without(cards, (card) => card.text, "phone", Date.now());
    if (fresh.length > 0) {
      this.#lastReader = "phone";
      this.stop();
      this.parts.read(fresh);
      return true;
    }
    if (cards.length > 0) this.#tell("same-card");
    else if (stranger) this.#tell(stranger);
    const other = codes.find((code) => isRead(code) && !isQr(code));
    if (other && texts.length === 0) this.#tell("other-code", other.format);
    return cards.length > 0;
  }

  /** Sends a frame up where none is on its way, the time has come and the picture is worth it. @param {Frame} frame @param {number} round */
  #maySend(frame, round) {
    // In turn the whole picture and the viewfinder's part, whichever of them the looks between were.
    if (this.#flight || Date.now() < this.#sendFrom || frame.whole === this.#sentWhole) return;
    if (this.#gate.passes(frame.measures.sharpness)) void this.#send(frame, round);
  }

  /** @param {Frame} frame @param {number} round */
  async #send(frame, round) {
    const flight = new AbortController();
    this.#flight = flight;
    const jpeg = await frame.jpeg(this.#pace.size);
    if (round !== this.#round) return;
    if (jpeg) {
      const sent = Date.now();
      this.#sentWhole = frame.whole;
      const answered = await this.parts.send(jpeg, Math.min(this.#attempt++, MOST_ATTEMPTS), flight.signal);
      if (round !== this.#round) return;
      if (answered.kind === "answer") this.#answered(answered, Date.now() - sent);
      else this.#failed(answered);
    }
    if (this.#flight === flight) this.#flight = null;
  }

  /** @param {Answer} answer @param {number} took milliseconds */
  #answered({ codes, others }, took) {
    this.#failures = 0;
    this.#trouble = null;
    this.#sendFrom = Date.now() + this.#pace.answered(took);
    // All at once: a number printed beside a signed code is the same card.
    const { cards: known, stranger } = inView(codes.map((check) => check.code ?? "").filter(Boolean));
    const texts = new Set(known.map((card) => card.text));
    const cards = codes.filter(({ code }) => !code || texts.has(code));
    const fresh = this.#passOver.without(cards, (check) => check.code, "server", Date.now());
    if (fresh.length > 0) {
      this.#lastReader = "server";
      this.stop();
      this.parts.found(fresh);
      return;
    }
    if (cards.length > 0) this.#tell("same-card");
    else if (stranger) this.#tell(stranger);
    else if (others[0]) this.#tell("other-code", others[0]);
  }

  /** @param {Failure} failure */
  #failed(failure) {
    this.#failures += 1;
    if (failure.kind === "unreachable") this.#pace.lost();
    this.#trouble = statusOf(failure);
    const asked = failure.kind === "problem" ? (failure.retryAfter ?? 0) : 0;
    const wait = backoff(this.#failures, this.parts.random, { base: 1_000, cap: SLOWEST_RETRY_MS });
    this.#sendFrom = Date.now() + Math.max(asked, wait);
    this.#say(this.#trouble);
  }

  /** Says what a code is that was read, long enough to be read in turn. @param {ScanStatus} status @param {string} [kind] */
  #tell(status, kind = "") {
    this.#saidUntil = 0;
    this.#say(status, kind);
    this.#saidUntil = Date.now() + SAID_MS;
  }

  /** @param {ScanStatus} status @param {string} [kind] */
  #say(status, kind = "") {
    if (Date.now() < this.#saidUntil || this.#said === status + kind) return;
    this.#said = status + kind;
    this.parts.status(status, kind);
  }
}

/**
 * How the looks of a scan take turns: both the whole picture and its part (which alternate) are read as they are, and smoothed.
 * @param {number} look 1 for the first one
 * @returns {How}
 */
function howAt(look) {
  return { smooth: look % 4 >= 2, kinds: look % KINDS_EVERY === 0 };
}

/** @param {FoundCode} code @returns {code is FoundCode & {text: string}} */
function isRead(code) {
  return code.text !== null;
}

/** @param {FoundCode} code @returns {boolean} */
function isQr({ format }) {
  return format.startsWith("QRCode");
}

/** @param {Failure} failure @returns {ScanStatus} */
function statusOf(failure) {
  if (failure.kind !== "problem") return "no-coverage";
  if (failure.status === 401) return "sign-in";
  // A frame that the server can't read says nothing: the next one may be better.
  return failure.status === 429 || failure.status >= 500 ? "server-busy" : "looking";
}
