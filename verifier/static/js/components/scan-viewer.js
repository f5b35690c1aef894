/** The scan screen: the viewfinder, what the search says, cards read and not yet judged, and the other ways in. */

/** @import { Api, Failure } from "../device/api.js" */
/** @import { Language } from "../device/language.js" */
/** @import { CameraFailure } from "../device/camera.js" */
/** @import { Feedback } from "../device/feedback.js" */
/** @import { ScanStatus } from "../device/scanner.js" */
/** @import { CardCheck } from "../domain/check.js" */

import { Decoder } from "../device/decoder.js";
import { FrameTaker, smallEnough } from "../device/frame.js";
import { part } from "../device/markup.js";
import { networkOf } from "../device/network.js";
import { Scanner } from "../device/scanner.js";
import { kindName } from "../domain/in_view.js";
import { isLost, saidOf } from "../domain/unanswered.js";
import { CardsRead } from "./cards-read.js";
import { Finder } from "./finder.js";
import { OtherWays } from "./other-ways.js";
import { ScanWords } from "./scan-words.js";

/** What was asked, so that it can be asked again with another company. @typedef {{code: string} | {card_number: string, purpose: string}} Asked */

/**
 * @typedef {object} ScanParts
 * @property {Api} api
 * @property {Language} language
 * @property {Feedback} feedback
 * @property {(checks: CardCheck[], asked: Asked | null) => void} found
 * @property {(card_number: string) => void} byHand asked to file a report without a verdict
 */

/** What came of a question stays said for so long before the search goes on, milliseconds. */
const SAID_MS = 4_000;

/** The scan screen. */
export class ScanViewer {
  #wanted = false;
  #showing = false;
  /** @type {string | null} */
  #lastCode = null;
  /** @type {AbortController | null} the question on its way: only its answer is wanted */
  #question = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /**
   * @param {HTMLElement} root
   * @param {ScanParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.finder = new Finder(part(root, "finder"), { language: parts.language, changed: (failure) => this.#cameraChanged(failure) });
    this.decoder = new Decoder(() => this.#readerChanged());
    const taker = new FrameTaker(this.finder.video);
    this.scanner = new Scanner({
      take: () => taker.take(),
      reads: () => this.decoder.state === "ready",
      decode: (picture, how) => this.decoder.decode(picture, how),
      send: (frame, attempt, signal) => parts.api.frame(frame, attempt, signal, true),
      found: (checks) => this.#seenByServer(checks),
      read: (cards) => {
        this.#readBy("phone");
        this.#lastCode = cards[0]?.text ?? null;
        this.cardsRead.take(cards);
      },
      status: (status, kind) => this.say(status, { kind: kindName(kind) }),
      measured: (measures, code) => this.finder.advise(measures, code),
      network: networkOf,
      random: Math.random,
    });
    this.cardsRead = new CardsRead(part(root, "cards-read"), {
      api: parts.api,
      language: parts.language,
      ask: () => this.#ask().signal,
      checked: (check, asked) => this.#found([check], asked),
      refused: (failure) => this.#failed(failure, "card"),
      say: (status, values) => this.say(status, values),
      report: parts.byHand,
      next: () => void this.start(),
    });
    this.otherWays = new OtherWays(part(root, "other-ways"), {
      ask: (asked) => this.#tapped(() => this.ask(asked)),
      picture: (file) => this.#tapped(() => this.#uploaded(file)),
      byHand: parts.byHand,
      say: (status) => this.say(status),
      showing: () => this.#showing,
    });
    part(root, "start").addEventListener("click", () => void this.start());
    part(root, "stop").addEventListener("click", () => this.stop());
    this.words = new ScanWords(root, {
      language: parts.language,
      reads: () => this.decoder.state === "ready",
      urge: (lost) => this.otherWays.urge(lost),
    });
  }

  /** Readies the reader of codes, so that the first tap does not wait for it. */
  warm() {
    this.decoder.warm();
  }

  /** Shows the screen; a camera that ran before goes on looking. */
  show() {
    this.#showing = true;
    if (!this.#wanted) return;
    this.decoder.warm();
    void this.finder.camera.revive().then(() => this.#goOn());
  }

  /** Leaves the screen; the camera and its lamp stay on for a while. */
  hide() {
    this.#showing = false;
    this.scanner.stop();
    this.finder.quiet();
    this.finder.camera.rest();
    this.cardsRead.hide();
    if (this.#forget()) this.say("ready");
  }

  /** Somebody else uses this phone now: nothing that was read, typed or asked before is theirs. */
  changePerson() {
    this.#drop();
    this.otherWays.clear();
    this.say(this.finder.camera.running ? "looking" : "ready");
    this.#goOn();
  }

  /** Whatever is still being asked is no longer wanted: a late answer would stand over the next card. @returns {boolean} whether anything was */
  #forget() {
    clearTimeout(this.#later);
    const asked = this.#question !== null;
    this.#question?.abort();
    this.#question = null;
    return asked;
  }

  /** Begins anew: nothing that was looked for, asked or shown counts any more. */
  #drop() {
    this.#forget();
    this.scanner.stop();
    this.cardsRead.hide();
    this.#lastCode = null;
  }

  /** A camera that runs is looked through again; what was said stays long enough to be read. */
  #goOnSoon() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#goOn(), SAID_MS);
  }

  /** The one way to look through the camera, whoever finds it running; a search that goes on is left as it is. */
  #goOn() {
    const free = this.#showing && this.#wanted && this.#question === null && this.cardsRead.root.hidden;
    if (free && this.finder.camera.running && !this.scanner.looking) this.scanner.start(this.#lastCode);
  }

  /** Starts the camera and looks for codes. */
  async start() {
    this.parts.feedback.unlock();
    this.decoder.warm();
    this.#drop();
    this.#wanted = true;
    this.say("starting");
    const failure = await this.finder.camera.start();
    if (failure) this.#lost(failure);
    else this.#goOn();
  }

  /** @param {CameraFailure} failure */
  #lost(failure) {
    this.#wanted = false;
    this.say(`camera-${failure}`);
  }

  /** Puts the camera out. */
  stop() {
    this.#wanted = false;
    this.#drop();
    this.finder.camera.stop();
    this.say("ready");
  }

  /**
   * Says how the search goes.
   * @param {ScanStatus | string} status
   * @param {Record<string, string>} [values] what goes into the sentence
   */
  say(status, values = {}) {
    this.words.say(status, values);
  }

  /**
   * Without coverage the phone reads on and nothing is checked; once it is back, a card on the screen is checked.
   * @param {boolean} online
   */
  setOnline(online) {
    this.words.isOnline = online;
    if (online && this.cardsRead.held && this.#showing) void this.cardsRead.check();
    else if (online && isLost(this.words.status)) this.say(this.finder.camera.running ? "looking" : "ready");
    else this.words.again();
  }

  #readerChanged() {
    this.root.dataset.reader = this.decoder.state;
    this.words.again();
  }

  /** @param {CameraFailure} [failure] */
  #cameraChanged(failure) {
    const { running } = this.finder.camera;
    this.root.dataset.running = String(running);
    if (!running) this.scanner.stop();
    else if (this.#showing) this.#goOn();
    else this.finder.camera.rest();
    if (failure && this.#wanted) this.#lost(failure);
  }

  /** Does what a tap asked for; only inside one may the sound be readied. @param {() => Promise<void>} work */
  #tapped(work) {
    this.parts.feedback.unlock();
    void work();
  }

  /** @param {"phone" | "server"} reader */
  #readBy(reader) {
    this.root.dataset.readBy = reader;
    this.finder.quiet();
  }

  /** @param {CardCheck[]} checks */
  #seenByServer(checks) {
    this.#readBy("server");
    if (checks.length < 2) return this.#found(checks, null);
    this.cardsRead.choose(checks.map((check) => ({ card_number: check.card_number, choose: () => this.#found([check], null) })));
  }

  /** @param {CardCheck[]} checks @param {Asked | null} asked */
  #found(checks, asked) {
    this.#lastCode = checks[0]?.code ?? null;
    this.cardsRead.hide();
    this.otherWays.clear();
    this.say("looking");
    this.parts.found(checks, asked);
  }

  /** @param {File} file */
  async #uploaded(file) {
    this.cardsRead.hide();
    const { signal } = this.#ask("reading-picture");
    const picture = await smallEnough(file);
    if (signal.aborted) return;
    if (!picture) return this.#saidAndGoOn("picture-too-large");
    const answered = await this.parts.api.frame(picture, null, signal);
    if (signal.aborted) return;
    this.#question = null;
    if (answered.kind !== "answer") return this.#failed(answered, "picture");
    if (answered.codes.length > 0) return this.#found(answered.codes, null);
    const [other] = answered.others;
    this.#saidAndGoOn(other ? "other-code" : "picture-without-code", { kind: kindName(other ?? "") });
  }

  /** @param {string} status @param {Record<string, string>} [values] */
  #saidAndGoOn(status, values) {
    this.#question = null;
    this.say(status, values);
    this.#goOnSoon();
  }

  /**
   * Asks about a typed or handed-over code or number.
   * @param {Asked} asked
   */
  async ask(asked) {
    this.cardsRead.hide();
    const { signal } = this.#ask();
    const answered = await this.parts.api.check(asked, "", signal);
    if (signal.aborted) return;
    this.#question = null;
    if (answered.kind === "answer") this.#found([answered.check], asked);
    else this.#failed(answered, "card");
  }

  /** Begins a question; the answer to an earlier one is no longer wanted. @param {string} [status] @returns {AbortController} */
  #ask(status = "asking") {
    this.scanner.stop();
    this.#forget();
    this.say(status);
    this.#question = new AbortController();
    return this.#question;
  }

  /** @param {Failure} failure @param {"card" | "picture"} subject */
  #failed(failure, subject) {
    this.#goOnSoon();
    this.say(saidOf(failure, subject));
  }
}
