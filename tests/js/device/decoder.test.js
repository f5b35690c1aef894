import assert from "node:assert/strict";
import { test } from "node:test";

import { Decoder } from "../../../verifier/static/js/device/decoder.js";
import { settled, withGlobals } from "../support/page.js";

/** @import { FoundCode, Question } from "../../../verifier/static/js/device/decoder.js" */
/** @import { TestContext } from "node:test" */

const HOW = { smooth: true, kinds: false };
const CODES = /** @type {FoundCode[]} */ ([{ text: "12345678", format: "QRCodeModel2", side: 0.4 }]);

/** How often the page was told that the reader changed. @type {number[]} */
const told = [];

/** A worker as the page sees it. */
class AWorker extends EventTarget {
  /** @type {AWorker[]} */
  static made = [];
  /** @type {Question[]} */
  asked = [];
  ended = false;

  /** @param {string} path @param {object} options */
  constructor(path, options) {
    super();
    this.made = [path, options];
    AWorker.made.push(this);
  }

  /** @param {Question} question */
  postMessage(question) {
    this.asked.push(question);
  }

  terminate() {
    this.ended = true;
  }

  /** @param {unknown} data */
  says(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

/** A picture that remembers whether it was given back. */
function aPicture() {
  const picture = { closed: false, close: () => (picture.closed = true) };
  return picture;
}

/** @param {ReturnType<typeof aPicture>} picture */
function bitmap(picture) {
  return /** @type {ImageBitmap} */ (/** @type {unknown} */ (picture));
}

/** @param {TestContext} t @param {object} [phone] what this phone lacks or has instead */
function aPhone(t, phone = {}) {
  AWorker.made = [];
  withGlobals(t, { window: {}, Worker: AWorker, OffscreenCanvas: class {}, ...phone });
  return new Decoder(() => void told.push(1));
}

/** A phone whose reader is warm. @param {TestContext} t */
function aWarmPhone(t) {
  const decoder = aPhone(t);
  decoder.warm();
  const [worker] = AWorker.made;
  if (!worker) throw new Error("no worker was made");
  worker.says({ ready: true });
  return { decoder, worker };
}

test("the reader is started once, as a module of our own, and is ready when it says so", (t) => {
  const decoder = aPhone(t);
  assert.equal(decoder.state, "cold");
  decoder.warm();
  decoder.warm();
  assert.deepEqual([decoder.state, AWorker.made.map(({ made }) => made)], ["warming", [["/static/js/device/decode_worker.js", { type: "module" }]]]);

  told.length = 0;
  AWorker.made[0]?.says({ ready: true });

  assert.deepEqual([decoder.state, told.length], ["ready", 1]);
});

test("a picture is handed over and its codes come back", async (t) => {
  const { decoder, worker } = aWarmPhone(t);
  const picture = bitmap(aPicture());

  const reading = decoder.decode(picture, HOW);
  worker.says({ id: 1, codes: CODES });

  assert.deepEqual(await reading, CODES);
  assert.deepEqual(worker.asked, [{ id: 1, picture, ...HOW }]);
});

test("a reader that is not ready, or busy, gives the picture back unread", async (t) => {
  const cold = aPicture();
  assert.equal(await aPhone(t).decode(bitmap(cold), HOW), null);
  const { decoder, worker } = aWarmPhone(t);
  const second = aPicture();

  const first = decoder.decode(bitmap(aPicture()), HOW);
  assert.equal(await decoder.decode(bitmap(second), HOW), null);
  worker.says({ id: 1, codes: [] });

  assert.deepEqual([await first, cold.closed, second.closed], [[], true, true]);
});

for (const phone of [{ Worker: undefined }, { OffscreenCanvas: undefined }, { WebAssembly: undefined }]) {
  test(`a phone without ${Object.keys(phone)} leaves the reading to the server`, (t) => {
    const decoder = aPhone(t, phone);

    decoder.warm();

    assert.deepEqual([decoder.state, AWorker.made.length], ["gone", 0]);
  });
}

test("a browser that lets no worker be made leaves the reading to the server", (t) => {
  const decoder = aPhone(t, { Worker: class { constructor() {
    throw new DOMException("not allowed", "SecurityError");
  } } });

  for (let n = 0; n < 3; n += 1) decoder.warm();

  assert.equal(decoder.state, "gone");
});

for (const [what, end] of /** @type {[string, (worker: AWorker) => void][]} */ ([
  ["says that it can't", (worker) => worker.says({ failed: "CompileError" })],
  ["breaks", (worker) => void worker.dispatchEvent(new Event("error"))],
])) {
  test(`a reader that ${what} is put away, and the picture counts as not looked at`, async (t) => {
    const { decoder, worker } = aWarmPhone(t);
    const reading = decoder.decode(bitmap(aPicture()), HOW);

    end(worker);

    assert.deepEqual([await reading, decoder.state, worker.ended], [null, "cold", true]);
  });
}

test("a reader that broke is started anew with the next scan, and given up after the third time", (t) => {
  const decoder = aPhone(t);
  const states = [1, 2, 3, 4].map(() => {
    decoder.warm();
    AWorker.made.at(-1)?.dispatchEvent(new Event("error"));
    return decoder.state;
  });

  assert.deepEqual([states, AWorker.made.length], [["cold", "cold", "gone", "gone"], 3]);
});

test("what a reader says that was put away is not heard", async (t) => {
  const { decoder, worker } = aWarmPhone(t);
  worker.dispatchEvent(new Event("error"));
  decoder.warm();

  worker.dispatchEvent(new Event("error"));
  worker.says({ ready: true });

  assert.equal(decoder.state, "warming");
});

test("a reader that hangs is put away", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { decoder, worker } = aWarmPhone(t);
  const reading = decoder.decode(bitmap(aPicture()), HOW);

  t.mock.timers.tick(4_000);
  await settled();

  assert.deepEqual([await reading, worker.ended], [null, true]);
});
