/** Where the phone is, asked for only when the inspector taps. */

/** @import { Position } from "../domain/report.js" */

const LIMIT_MS = 15_000;

/** @returns {Promise<{ok: true, position: Position} | {ok: false, key: string}>} key of the sentence that says why not */
export function currentPosition() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve({ ok: false, key: "ui.position.unavailable" });
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({ ok: true, position: { latitude, longitude, accuracy_m: Math.round(accuracy) } }),
      (error) => resolve({ ok: false, key: error.code === error.PERMISSION_DENIED ? "ui.position.denied" : "ui.position.unavailable" }),
      { enableHighAccuracy: true, timeout: LIMIT_MS, maximumAge: 60_000 },
    );
  });
}
