/** The scan screen: viewfinder, torch and zoom, and the other ways in (picture, typed number, hardware scanner). */

/** @import { Api, Failure } from "../device/api.js" */
/** @import { Language } from "../device/language.js" */
/** @import { Feedback } from "../device/feedback.js" */
/** @import { ScanStatus } from "../device/scanner.js" */
/** @import { CardCheck } from "../domain/check.js" */

import { readTyped } from "../domain/card_number.js";
import { Camera } from "../device/camera.js";
import { FrameTaker, smallEnough } from "../device/frame.js";
import { Scanner } from "../device/scanner.js";
import { find, part, setSymbol } from "../device/markup.js";

/** What was asked, so that it can be asked again with another company. @typedef {{code: string} | {card_number: string, purpose: string}} Asked */

/**
 * @typedef {object} ScanParts
 * @property {Api} api
 * @property {Language} language
 * @property {Feedback} feedback
 * @property {(checks: CardCheck[], asked: Asked | null) => void} found
 * @property {(card_number: string) => void} byHand asked to file a report without a verdict
 */

/** States that need the server. */
const SEARCHING = new Set(["ready", "looking", "same-card", "nothing-yet", "server-busy"]);

/** The scan screen. */
export class ScanViewer {
  #wanted = false;
  #showing = false;
  /** @type {string | null} */
  #lastCode = null;
  #status = "ready";
  #online = true;
  /** @type {AbortController | null} the question on its way: only its answer is wanted */
  #question = null;

  /**
   * @param {HTMLElement} root
   * @param {ScanParts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    this.field = find(root, "[data-part=field]", HTMLInputElement);
    this.zoom = find(root, "[data-part=zoom]", HTMLInputElement);
    const video = find(root, "[data-part=video]", HTMLVideoElement);
    this.camera = new Camera(video, () => this.#cameraChanged());
    const taker = new FrameTaker(video);
    this.scanner = new Scanner({
      take: () => taker.take(),
      send: (frame, signal) => parts.api.frame(frame, "", signal),
      found: (checks) => this.#found(checks, null),
      status: (status) => this.say(status),
      random: Math.random,
    });
    this.#bind();
    parts.language.listen(() => this.say(this.#status));
  }

  #bind() {
    part(this.root, "start").addEventListener("click", () => void this.start());
    part(this.root, "stop").addEventListener("click", () => this.stop());
    part(this.root, "torch").addEventListener("click", () => void this.#toggleTorch());
    this.zoom.addEventListener("input", () => void this.camera.setZoom(Number(this.zoom.value)));
    find(this.root, "[data-part=upload]", HTMLInputElement).addEventListener("change", (event) => void this.#uploaded(event));
    part(this.root, "typed").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#typed();
    });
    this.field.addEventListener("input", () => this.#askPurpose(false));
    part(this.root, "purposes").addEventListener("click", (event) => this.#purposeChosen(event));
    part(this.root, "by-hand").addEventListener("click", () => {
      const typed = readTyped(this.field.value);
      this.parts.byHand(typed.kind === "number" ? typed.card_number : "");
    });
    document.addEventListener("keydown", (event) => this.#wedge(event));
  }

  /** Shows the screen; a camera that ran before goes on looking. */
  show() {
    this.#showing = true;
    if (!this.#wanted) return;
    void this.camera.revive().then(() => {
      if (this.#showing && this.camera.running) this.scanner.start(this.#lastCode);
    });
  }

  /** Leaves the screen; the camera and its lamp stay on for a while. */
  hide() {
    this.#showing = false;
    this.scanner.stop();
    this.camera.rest();
    if (!this.#question) return;
    this.#question.abort();
    this.#question = null;
    this.say("ready");
  }

  /** Starts the camera and looks for codes. */
  async start() {
    this.parts.feedback.unlock();
    this.#wanted = true;
    this.say("starting");
    const failure = await this.camera.start();
    if (failure) {
      this.#wanted = false;
      this.say(`camera-${failure}`);
      return;
    }
    this.scanner.start();
  }

  /** Puts the camera out. */
  stop() {
    this.#wanted = false;
    this.scanner.stop();
    this.camera.stop();
    this.say("ready");
  }

  /**
   * Says how the search goes.
   * @param {ScanStatus | string} status
   */
  say(status) {
    this.#status = status;
    // What went wrong with the camera stays said; only a search that can't go on gives way to "no coverage".
    const shown = this.#online || !SEARCHING.has(status) ? status : "no-coverage";
    this.root.dataset.status = shown;
    part(this.root, "status").textContent = this.parts.language.say(`ui.scan.${shown}`);
    part(this.root, "by-hand").dataset.variant = shown === "no-coverage" ? "primary" : "tertiary";
    part(this.root, "sign-in").hidden = shown !== "sign-in";
  }

  /**
   * Without coverage nothing can be asked, so the way to a report by hand comes forward.
   * @param {boolean} online
   */
  setOnline(online) {
    this.#online = online;
    if (online && this.#status === "no-coverage") this.say(this.camera.running ? "looking" : "ready");
    else this.say(this.#status);
  }

  #cameraChanged() {
    const running = this.camera.running;
    this.root.dataset.running = String(running);
    part(this.root, "start").hidden = running;
    part(this.root, "controls").hidden = !running;
    const { torch, zoom } = this.camera.powers();
    part(this.root, "torch").hidden = !torch;
    part(this.root, "torch").setAttribute("aria-pressed", String(this.camera.torch));
    part(this.root, "zoom-row").hidden = !zoom;
    if (zoom) Object.assign(this.zoom, { min: String(zoom.min), max: String(zoom.max), step: String(zoom.step || 0.1) });
    if (!running) this.scanner.stop();
  }

  async #toggleTorch() {
    await this.camera.setTorch(!this.camera.torch);
    part(this.root, "torch").setAttribute("aria-pressed", String(this.camera.torch));
    setSymbol(part(this.root, "torch"), this.camera.torch ? "torch-on" : "torch");
  }

  /** @param {CardCheck[]} checks @param {Asked | null} asked */
  #found(checks, asked) {
    this.#lastCode = checks[0]?.code ?? null;
    this.field.value = "";
    this.#askPurpose(false);
    this.say("looking");
    this.parts.found(checks, asked);
  }

  /** @param {Event} event */
  async #uploaded(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.parts.feedback.unlock();
    this.scanner.stop();
    this.say("reading-picture");
    const { signal } = this.#ask();
    const picture = await smallEnough(file);
    if (signal.aborted) return;
    if (!picture) return this.say("picture-too-large");
    const answered = await this.parts.api.frame(picture, "", signal);
    if (signal.aborted) return;
    this.#question = null;
    if (answered.kind !== "answer") return this.#failed(answered, "picture-not-read");
    if (answered.codes.length === 0) return this.say("picture-without-code");
    this.#found(answered.codes, null);
  }

  async #typed() {
    this.parts.feedback.unlock();
    const typed = readTyped(this.field.value);
    if (typed.kind === "number") return this.#askPurpose(true);
    if (typed.kind === "code") return this.ask({ code: typed.code });
    this.say(typed.kind === "empty" ? "type-something" : "typed-too-long");
    this.field.focus();
  }

  /** @param {boolean} asking */
  #askPurpose(asking) {
    const purposes = part(this.root, "purposes");
    purposes.hidden = !asking;
    if (asking) purposes.querySelector("button")?.focus();
  }

  /** @param {Event} event */
  #purposeChosen(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-purpose]") : null;
    const typed = readTyped(this.field.value);
    if (!button || typed.kind !== "number") return;
    this.#askPurpose(false);
    void this.ask({ card_number: typed.card_number, purpose: button.getAttribute("data-purpose") ?? "" });
  }

  /**
   * Asks about a typed or handed-over code or number.
   * @param {Asked} asked
   */
  async ask(asked) {
    this.scanner.stop();
    this.say("asking");
    const { signal } = this.#ask();
    const answered = await this.parts.api.check(asked, "", signal);
    if (signal.aborted) return;
    this.#question = null;
    if (answered.kind === "answer") this.#found([answered.check], asked);
    else this.#failed(answered, "not-read");
  }

  /** Begins a question; the answer to an earlier one is no longer wanted. @returns {AbortController} */
  #ask() {
    this.#question?.abort();
    this.#question = new AbortController();
    return this.#question;
  }

  /** @param {Failure} failure @param {string} otherwise */
  #failed(failure, otherwise) {
    if (failure.kind !== "problem") return this.say("no-coverage");
    if (failure.status === 401) return this.say("sign-in");
    this.say(failure.status === 429 || failure.status >= 500 ? "server-busy" : otherwise);
  }

  /** A hardware scanner types like a keyboard: what it types goes to the field wherever the focus is. @param {KeyboardEvent} event */
  #wedge(event) {
    const free = document.activeElement === document.body || document.activeElement?.tagName === "H1";
    if (!this.#showing || !free || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
    this.field.focus();
  }
}
