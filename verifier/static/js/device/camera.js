/**
 * The camera: one stream for a session, because each new request may ask the user again.
 * Torch and zoom exist only where the running track says so.
 */

/** @typedef {"denied" | "none" | "busy" | "insecure"} CameraFailure */
/** @typedef {{torch: boolean, zoom: {min: number, max: number, step: number} | null, focus: string | null}} Powers focus: how it is told to focus */
/** @typedef {MediaTrackCapabilities & {torch?: boolean, zoom?: {min: number, max: number, step: number}, focusMode?: string[]}} WiderCapabilities */
/** @typedef {{torch?: boolean, zoom?: number, focusMode?: string, pointsOfInterest?: {x: number, y: number}[]}} Wish */

const WISH = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** A camera that the system takes away sooner than this after it was opened is not fought over, in milliseconds. */
const HELD_MS = 2_000;
/** How long the camera may run unwatched before it is put out, in milliseconds. */
const REST_MS = 120_000;

/** Once is best after a tap; a lens that focuses all the time does so anew when it is told where. */
const FOCUS_MODES = ["single-shot", "continuous"];
/** How long the lens keeps to what was tapped before it finds its own way again, in milliseconds. */
const FOCUSED_MS = 4_000;

/** @type {Readonly<Record<string, CameraFailure>>} */
const FAILURES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** @param {MediaStream} stream @returns {CameraFailure} */
function putOut(stream) {
  for (const track of stream.getTracks()) track.stop();
  return "busy";
}

/** The phone's camera, shown in one video element. */
export class Camera {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {Promise<CameraFailure | null> | null} */
  #starting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #focused;
  #torch = false;
  #stops = 0;
  #openedAt = 0;

  /**
   * @param {HTMLVideoElement} video
   * @param {(failure?: CameraFailure) => void} changed told when the camera starts or ends; failure: it was taken away and can't be had back
   */
  constructor(video, changed) {
    this.video = video;
    this.changed = changed;
    window.addEventListener("pagehide", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#track) void this.revive();
    });
  }

  /** @returns {boolean} */
  get running() {
    return this.#track?.readyState === "live";
  }

  /** @returns {boolean} */
  get torch() {
    return this.#torch;
  }

  /** @returns {Promise<CameraFailure | null>} null when the camera runs */
  start() {
    clearTimeout(this.#rest);
    if (this.running) return Promise.resolve(null);
    this.#starting ??= this.#open().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** @returns {Promise<CameraFailure | null>} */
  async #open() {
    if (!navigator.mediaDevices?.getUserMedia) return "insecure";
    try {
      const stops = this.#stops;
      const stream = await navigator.mediaDevices.getUserMedia(WISH);
      // Put out while the user was still being asked: a camera that nobody watches must not burn.
      if (stops !== this.#stops) return putOut(stream);
      const track = stream.getVideoTracks()[0] ?? null;
      this.#track = track;
      this.#openedAt = Date.now();
      track?.addEventListener("ended", () => track === this.#track && this.#taken());
      this.video.srcObject = stream;
      await this.video.play();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.stop();
      return FAILURES[error.name] ?? "busy";
    }
    this.changed();
    return null;
  }

  /** The system took the camera away: in the background it is opened again once the app is looked at. */
  #taken() {
    if (document.hidden) this.changed();
    else if (Date.now() - this.#openedAt >= HELD_MS) void this.revive();
    else this.changed("busy");
  }

  /** Starts anew when the system took the camera away while the app lay in the background. */
  async revive() {
    await this.#starting;
    if (this.running && !this.#track?.muted) return;
    const torch = this.#torch;
    this.stop();
    const failure = await this.start();
    if (failure) this.changed(failure);
    else if (torch) await this.setTorch(true);
  }

  /** Puts the camera out after a while, unless it is started again before that. */
  rest() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.stop(), REST_MS);
  }

  /** Puts the camera out. */
  stop() {
    clearTimeout(this.#rest);
    clearTimeout(this.#focused);
    this.#stops += 1;
    this.#track?.stop();
    this.#track = null;
    this.#torch = false;
    this.video.srcObject = null;
    this.changed();
  }

  /** @returns {Powers} what the running track can do */
  powers() {
    const track = this.#track;
    if (!track || typeof track.getCapabilities !== "function") return { torch: false, zoom: null, focus: null };
    const { torch, zoom, focusMode } = /** @type {WiderCapabilities} */ (track.getCapabilities());
    return { torch: torch === true, zoom: zoom && zoom.max > zoom.min ? zoom : null, focus: focusOf(focusMode ?? []) };
  }

  /** @param {boolean} on @returns {Promise<boolean>} whether the lamp obeyed */
  async setTorch(on) {
    const obeyed = await this.#apply({ torch: on });
    if (obeyed) this.#torch = on;
    return obeyed;
  }

  /** @param {number} zoom @returns {Promise<boolean>} */
  setZoom(zoom) {
    return this.#apply({ zoom });
  }

  /**
   * Focuses on one point of the picture, and on its own again after a while.
   * @param {{x: number, y: number}} point 0 to 1 from the left and from the top
   * @returns {Promise<boolean>} false where the lens can't be told
   */
  async focusAt(point) {
    const { focus } = this.powers();
    if (!focus || !(await this.#apply({ focusMode: focus, pointsOfInterest: [point] }))) return false;
    clearTimeout(this.#focused);
    if (focus !== "continuous") this.#focused = setTimeout(() => void this.#apply({ focusMode: "continuous" }), FOCUSED_MS);
    return true;
  }

  /** @param {Wish} wish */
  async #apply(wish) {
    try {
      await this.#track?.applyConstraints(/** @type {MediaTrackConstraints} */ ({ advanced: [wish] }));
      return this.#track !== null;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  }
}

/** @param {readonly string[]} modes of the track @returns {string | null} null where a tap would do nothing */
function focusOf(modes) {
  const supported = /** @type {MediaTrackSupportedConstraints & {pointsOfInterest?: boolean}} */ (navigator.mediaDevices.getSupportedConstraints?.() ?? {});
  return supported.pointsOfInterest ? (FOCUS_MODES.find((mode) => modes.includes(mode)) ?? null) : null;
}
