/** A scanner under a clock that stands, whose reader and server do what the test says. */

import { Scanner } from "../../../verifier/static/js/device/scanner.js";
import { settled } from "./page.js";

/** @import { Api } from "../../../verifier/static/js/device/api.js" */
/** @import { FoundCode } from "../../../verifier/static/js/device/decoder.js" */
/** @import { Frame } from "../../../verifier/static/js/device/frame.js" */
/** @import { CardCheck } from "../../../verifier/static/js/domain/check.js" */
/** @import { SeenCard } from "../../../verifier/static/js/domain/in_view.js" */
/** @import { FrameSize } from "../../../verifier/static/js/domain/pace.js" */
/** @import { TestContext } from "node:test" */

/** @typedef {Awaited<ReturnType<Api["frame"]>>} Answer */

export const NOTHING = /** @type {Answer} */ ({ kind: "answer", codes: [], others: [] });
const JPEG = new Blob(["frame"]);
export const CARD = "10000019";
export const LINK = "https://example.org/menu";

/** @param {CardCheck[]} codes @returns {Answer} */
export function codes(...codes) {
  return { kind: "answer", codes, others: [] };
}

/** @param {number} status @param {number | null} [retryAfter] @returns {Answer} */
export function problem(status, retryAfter = null) {
  return { kind: "problem", status, code: "some", detail: "", retryAfter };
}

/** @param {string | null} text @param {string} [format] @returns {FoundCode} */
export function code(text, format = "QRCodeModel2") {
  return { text, format, side: 0.2 };
}

/**
 * A scanner under a clock that stands. The server answers when the test says so; the phone reads `here`, or
 * whatever `trying` comes to, or nothing at all where it has no reader.
 * @param {TestContext} t
 * @param {{here?: FoundCode[] | null, network?: {saveData?: boolean}}} [phone]
 */
export function aScanner(t, { here = null, network = {} } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  const seen = {
    there: true, sharpness: 100, here, trying: /** @type {Promise<FoundCode[]> | null} */ (null), looks: 0, sent: 0, most: 0,
    flying: /** @type {{signal: AbortSignal, attempt: number, answer: (answer: Answer) => void}[]} */ ([]),
    sizes: /** @type {FrameSize[]} */ ([]), wholes: /** @type {boolean[]} */ ([]), kinds: 0, ways: new Set(), measured: /** @type {(number | null)[]} */ ([]),
    found: /** @type {CardCheck[][]} */ ([]), read: /** @type {SeenCard[][]} */ ([]), statuses: /** @type {string[]} */ ([]),
  };
  /** @returns {Frame} */
  const frame = () => {
    seen.looks += 1;
    const whole = seen.looks % 2 === 1;
    return {
      whole, measures: { light: 120, glare: 0, sharpness: seen.sharpness, detail: 0.3, motion: 0 },
      picture: () => Promise.resolve(/** @type {ImageBitmap} */ (/** @type {unknown} */ ({ close: () => {} }))),
      jpeg: (size) => {
        seen.sizes.push(size);
        seen.wholes.push(whole);
        return Promise.resolve(JPEG);
      },
    };
  };
  const scanner = new Scanner({
    take: () => (seen.there ? frame() : null),
    reads: () => seen.here !== null,
    decode: (_picture, { kinds, smooth }) => {
      seen.kinds += kinds ? 1 : 0;
      seen.ways.add(`${seen.looks % 2 === 1 ? "whole" : "part"}, ${smooth ? "smooth" : "as it is"}`);
      return seen.trying ?? Promise.resolve(seen.here);
    },
    send: (_frame, attempt, signal) => new Promise((answer) => {
      seen.sent += 1;
      seen.flying.push({ signal, attempt, answer });
      seen.most = Math.max(seen.most, seen.flying.filter((flight) => !flight.signal.aborted).length);
    }),
    found: (checks) => void seen.found.push(checks),
    read: (cards) => void seen.read.push(cards),
    status: (status, kind) => void seen.statuses.push(kind ? `${status} ${kind}` : status),
    measured: (measures, side) => void seen.measured.push(measures && side),
    network: () => network,
    random: () => 1,
  });
  t.after(() => scanner.stop());
  const answer = async (/** @type {Answer} */ what) => {
    await settled();
    seen.flying.shift()?.answer(what);
    await settled();
  };
  const wait = async (/** @type {number} */ milliseconds) => {
    // In small steps, so that each look of the loop comes at its own time.
    for (let left = milliseconds; left > 0; left -= 50) {
      t.mock.timers.tick(Math.min(50, left));
      await settled();
    }
  };
  return { scanner, seen, answer, wait };
}
