/** The viewfinder: the camera's picture with its lamp, zoom and focus, and the one hint that would help. */

/** @import { CameraFailure } from "../device/camera.js" */
/** @import { Language } from "../device/language.js" */
/** @import { Hint } from "../domain/advice.js" */
/** @import { Measures } from "../domain/small_picture.js" */

import { Camera } from "../device/camera.js";
import { pointIn } from "../device/frame.js";
import { fill, find, part, setSymbol } from "../device/markup.js";
import { Pinch } from "../device/pinch.js";
import { Advice, hintFor } from "../domain/advice.js";

/** How long the ring stays where the inspector tapped, in milliseconds. */
const RING_MS = 900;

/** The viewfinder. */
export class Finder {
  #advice = new Advice();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #ring;

  /**
   * @param {HTMLElement} root
   * @param {{language: Language, changed: (failure?: CameraFailure) => void}} parts changed: as the camera tells it
   */
  constructor(root, { language, changed }) {
    this.root = root;
    this.language = language;
    this.changed = changed;
    this.video = find(root, "[data-part=video]", HTMLVideoElement);
    this.zoom = find(root, "[data-part=zoom]", HTMLInputElement);
    this.camera = new Camera(this.video, (failure) => this.#cameraChanged(failure));
    part(root, "torch").addEventListener("click", () => void this.#toggleTorch());
    this.zoom.addEventListener("input", () => void this.camera.setZoom(Number(this.zoom.value)));
    this.video.addEventListener("click", (event) => void this.#focus(event));
    new Pinch(this.video, { start: () => Number(this.zoom.value), zoom: (value) => this.#zoomTo(value) });
    language.listen(() => this.#showHint(this.#advice.shown));
  }

  /**
   * Takes note of what a frame looked like, and shows what would help.
   * @param {Measures | null} measures null when there is nothing to mend
   * @param {number | null} code the side of a code that was seen and not read
   */
  advise(measures, code) {
    const torch = this.camera.torch ? "on" : this.camera.powers().torch ? "off" : "none";
    const before = this.#advice.shown;
    const shown = this.#advice.hear(measures && hintFor(measures, { torch, code }), Date.now());
    if (shown !== before) this.#showHint(shown);
  }

  /** Takes the hint away: nobody looks for a code any more. */
  quiet() {
    this.#advice.reset();
    this.#showHint(null);
  }

  /** @param {Hint | null} hint */
  #showHint(hint) {
    fill(this.root, "hint", hint && this.language.say(`ui.scan.hint.${hint}`));
    this.root.dataset.hint = hint ?? "";
  }

  /** @param {CameraFailure} [failure] */
  #cameraChanged(failure) {
    const { running } = this.camera;
    part(this.root, "start").hidden = running;
    part(this.root, "controls").hidden = !running;
    const { torch, zoom, focus } = this.camera.powers();
    part(this.root, "torch").hidden = !torch;
    this.#showTorch();
    part(this.root, "zoom-row").hidden = !zoom;
    if (zoom) Object.assign(this.zoom, { min: String(zoom.min), max: String(zoom.max), step: String(zoom.step || 0.1) });
    this.root.dataset.zoom = String(zoom !== null);
    this.root.dataset.focus = String(focus !== null);
    if (!running) this.quiet();
    this.changed(failure);
  }

  async #toggleTorch() {
    await this.camera.setTorch(!this.camera.torch);
    this.#showTorch();
  }

  #showTorch() {
    part(this.root, "torch").setAttribute("aria-pressed", String(this.camera.torch));
    setSymbol(part(this.root, "torch"), this.camera.torch ? "torch-on" : "torch");
  }

  /** @param {number} value */
  #zoomTo(value) {
    if (!this.camera.powers().zoom) return;
    // The field itself keeps the value between its ends.
    this.zoom.value = String(value);
    void this.camera.setZoom(Number(this.zoom.value));
  }

  /** @param {MouseEvent} event */
  async #focus({ offsetX: x, offsetY: y }) {
    const { videoWidth, videoHeight, clientWidth, clientHeight } = this.video;
    if (!this.camera.powers().focus) return;
    const point = pointIn({ width: videoWidth, height: videoHeight }, { width: clientWidth, height: clientHeight }, { x, y });
    if (!(await this.camera.focusAt(point))) return;
    const ring = part(this.root, "ring");
    Object.assign(ring.style, { left: `${x}px`, top: `${y}px` });
    ring.hidden = false;
    clearTimeout(this.#ring);
    this.#ring = setTimeout(() => (ring.hidden = true), RING_MS);
  }
}
