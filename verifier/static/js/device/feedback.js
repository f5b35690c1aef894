/** What an outcome sounds and feels like, so that it reaches an inspector who looks at the person and not at the phone. */

/** @import { Tone } from "../domain/check.js" */

/** @typedef {{hertz: number, at: number, seconds: number, shape: OscillatorType}} Note at in seconds from the start */

/** @type {Readonly<Record<Tone, {notes: readonly Note[], vibration: readonly number[]}>>} */
const SIGNALS = {
  valid: {
    notes: [
      { hertz: 660, at: 0, seconds: 0.09, shape: "sine" },
      { hertz: 990, at: 0.1, seconds: 0.16, shape: "sine" },
    ],
    vibration: [70],
  },
  invalid: {
    notes: [
      { hertz: 170, at: 0, seconds: 0.22, shape: "square" },
      { hertz: 130, at: 0.28, seconds: 0.34, shape: "square" },
    ],
    vibration: [220, 90, 220],
  },
  clean: {
    notes: [
      { hertz: 660, at: 0, seconds: 0.09, shape: "sine" },
      { hertz: 660, at: 0.16, seconds: 0.09, shape: "sine" },
    ],
    vibration: [70, 70, 70],
  },
  unconfirmed: {
    notes: [
      { hertz: 440, at: 0, seconds: 0.14, shape: "triangle" },
      { hertz: 370, at: 0.18, seconds: 0.2, shape: "triangle" },
    ],
    vibration: [120, 80, 120],
  },
};

const LOUDNESS = 0.25;
const KEY = "muted";

/** Sound and vibration, with a mute that is remembered. */
export class Feedback {
  /** @type {AudioContext | null} */
  #audio = null;

  /** @param {Storage | null} settings */
  constructor(settings) {
    this.settings = settings;
    this.muted = settings?.getItem(KEY) === "yes";
  }

  /** Readies the sound; browsers allow it only inside a tap. */
  unlock() {
    if (typeof AudioContext === "undefined") return;
    this.#audio ??= new AudioContext();
    if (this.#audio.state !== "running") void this.#audio.resume();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    this.settings?.setItem(KEY, muted ? "yes" : "no");
  }

  /** @param {Tone} tone */
  give(tone) {
    if (this.muted) return;
    const { notes, vibration } = SIGNALS[tone];
    if (typeof navigator.vibrate === "function") navigator.vibrate([...vibration]);
    if (this.#audio?.state === "running") for (const note of notes) this.#play(this.#audio, note);
  }

  /**
   * @param {AudioContext} audio
   * @param {Note} note
   */
  #play(audio, { hertz, at, seconds, shape }) {
    const start = audio.currentTime + at;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.type = shape;
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(LOUDNESS, start);
    gain.gain.linearRampToValueAtTime(0, start + seconds);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + seconds);
  }
}
