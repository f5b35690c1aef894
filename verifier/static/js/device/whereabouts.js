/** Where the phone was a moment ago, for checks: only where the permission stands already, rounded, and never waited for. */

/** @import { Position } from "../domain/report.js" */

/** A place found longer ago says nothing about the card: on the motorway a minute is two kilometres. Milliseconds. */
const FRESH_MS = 30_000;
/** As old as the phone's own last place may be when it is found, so that none is older than a minute, milliseconds. */
const FOUND_MS = 30_000;
/** Asked for again no sooner, milliseconds. */
const AGAIN_MS = 20_000;
const LIMIT_MS = 15_000;
/** Degrees with three decimals: about a hundred metres, and no more leaves the phone with a check. */
const DECIMALS = 1_000;

/** @typedef {Pick<Navigator, "permissions" | "geolocation">} PlaceSource */

/** The last known place of this phone. */
export class Whereabouts {
  /** @type {{at: number, position: Position} | null} */
  #last = null;
  #asked = Number.NEGATIVE_INFINITY;

  /**
   * @param {PlaceSource} source
   * @param {() => number} now milliseconds
   */
  constructor(source, now = Date.now) {
    this.source = source;
    this.now = now;
  }

  /** @returns {Position | null} null where nobody knows, or it is too long ago */
  get position() {
    return this.#last && this.now() - this.#last.at <= FRESH_MS ? this.#last.position : null;
  }

  /** @returns {Position | null} the place for a check made now; looked for anew, for the one after it */
  here() {
    void this.refresh();
    return this.position;
  }

  /** Looks where the phone is, where that was allowed before; asks nobody for a permission. @returns {Promise<void>} */
  async refresh() {
    if (this.now() - this.#asked < AGAIN_MS) return;
    this.#asked = this.now();
    if (await this.#isAllowed()) await this.#look();
    else this.#last = null;
  }

  async #isAllowed() {
    if (!this.source.permissions || !this.source.geolocation) return false;
    try {
      return (await this.source.permissions.query({ name: "geolocation" })).state === "granted";
    } catch (error) {
      // Some browsers know no such permission, and say so by throwing.
      if (error instanceof TypeError || error instanceof DOMException) return false;
      throw error;
    }
  }

  /** @returns {Promise<void>} */
  #look() {
    return new Promise((resolve) => {
      this.source.geolocation.getCurrentPosition(
        ({ coords: { latitude, longitude, accuracy } }) => {
          this.#last = { at: this.now(), position: { latitude: rounded(latitude), longitude: rounded(longitude), accuracy_m: Math.round(accuracy) } };
          resolve();
        },
        () => resolve(),
        { enableHighAccuracy: false, timeout: LIMIT_MS, maximumAge: FOUND_MS },
      );
    });
  }
}

/** @param {number} degrees */
function rounded(degrees) {
  return Math.round(degrees * DECIMALS) / DECIMALS;
}

/**
 * A position as a geo URI (RFC 5870).
 * @param {Position} position
 * @returns {string}
 */
export function geoUri({ latitude, longitude, accuracy_m }) {
  return `geo:${latitude.toFixed(3)},${longitude.toFixed(3)};u=${Math.min(accuracy_m, 9_999_999)}`;
}
