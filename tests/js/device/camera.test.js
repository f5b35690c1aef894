import assert from "node:assert/strict";
import { test } from "node:test";

import { Camera } from "../../../verifier/static/js/device/camera.js";
import { aPage, settled } from "../support/page.js";

/** @import { TestContext } from "node:test" */

/** A track as a browser gives it, with a lamp and a lens when the phone has them. */
class Track extends EventTarget {
  readyState = "live";
  muted = false;
  /** @type {unknown[]} */
  wishes = [];

  /** @param {object} capabilities */
  constructor(capabilities) {
    super();
    this.capabilities = capabilities;
  }

  getCapabilities() {
    return this.capabilities;
  }

  /** @param {unknown} wish */
  async applyConstraints(wish) {
    if (Object.keys(this.capabilities).length === 0) throw new DOMException("no lamp", "NotSupportedError");
    this.wishes.push(wish);
  }

  stop() {
    this.readyState = "ended";
  }
}

/**
 * A camera on a phone; `ask` stands for the phone that asks its user.
 * @param {TestContext} t
 * @param {{capabilities?: object, ask?: () => Promise<unknown>, secure?: boolean, points?: boolean}} [phone]
 *   points: whether the browser knows how to focus on a point
 */
function aCamera(t, { capabilities = {}, ask = () => Promise.resolve(), secure = true, points = true } = {}) {
  /** @type {Track[]} */
  const tracks = [];
  const getUserMedia = async () => {
    await ask();
    const track = new Track(capabilities);
    tracks.push(track);
    return { getVideoTracks: () => [track], getTracks: () => [track] };
  };
  const page = aPage(t, secure ? { mediaDevices: { getUserMedia, getSupportedConstraints: () => ({ pointsOfInterest: points }) } } : {});
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const video = /** @type {HTMLVideoElement} */ (/** @type {unknown} */ ({ srcObject: null, play: () => Promise.resolve() }));
  let changes = 0;
  const failures = /** @type {string[]} */ ([]);
  const camera = new Camera(video, (failure) => {
    changes += 1;
    if (failure) failures.push(failure);
  });
  return { camera, tracks, video, page, failures, changes: () => changes };
}

test("the camera starts once, however often it is asked for at once", async (t) => {
  const { camera, tracks, changes } = aCamera(t);

  assert.deepEqual(await Promise.all([camera.start(), camera.start()]), [null, null]);

  assert.deepEqual([camera.running, tracks.length, changes()], [true, 1, 1]);
});

for (const [name, failure] of [
  ["NotAllowedError", "denied"], ["SecurityError", "denied"], ["NotFoundError", "none"], ["NotReadableError", "busy"], ["SomethingNewError", "busy"],
]) {
  test(`${name} is told as ${failure}`, async (t) => {
    const { camera } = aCamera(t, { ask: () => Promise.reject(new DOMException("no", name)) });

    assert.deepEqual([await camera.start(), camera.running], [failure, false]);
  });
}

test("a page that is not secure has no camera", async (t) => {
  assert.equal(await aCamera(t, { secure: false }).camera.start(), "insecure");
});

test("put out while the user was still being asked, the camera does not burn", async (t) => {
  const asked = Promise.withResolvers();
  const { camera, tracks } = aCamera(t, { ask: () => asked.promise });
  const starting = camera.start();

  camera.stop();
  asked.resolve(null);

  assert.equal(await starting, "busy");
  assert.deepEqual([camera.running, tracks.map(({ readyState }) => readyState)], [false, ["ended"]]);
});

test("coming back to the screen while the user is still being asked does not ask again", async (t) => {
  const asked = Promise.withResolvers();
  const { camera, tracks } = aCamera(t, { ask: () => asked.promise });
  const starting = camera.start();
  const reviving = camera.revive();

  asked.resolve(null);
  await Promise.all([starting, reviving]);

  assert.deepEqual([camera.running, tracks.length], [true, 1]);
});

test("a camera that the system took away starts anew when the app is looked at, its lamp too", async (t) => {
  const { camera, tracks, page } = aCamera(t, { capabilities: { torch: true } });
  await camera.start();
  await camera.setTorch(true);
  const [first] = tracks;
  if (first) first.muted = true;

  page.show(true);
  await settled();

  assert.deepEqual([tracks.length, first?.readyState, camera.running, camera.torch], [2, "ended", true, true]);
});

test("a camera that ends while the app is looked at is opened again", async (t) => {
  const { camera, tracks } = aCamera(t);
  await camera.start();
  t.mock.timers.tick(2_000);

  tracks[0]?.stop();
  tracks[0]?.dispatchEvent(new Event("ended"));
  await settled();

  assert.deepEqual([camera.running, tracks.length], [true, 2]);
});

test("a camera that ends as soon as it is opened is told as busy, and not fought over", async (t) => {
  const { camera, tracks, failures } = aCamera(t);
  await camera.start();

  tracks[0]?.stop();
  tracks[0]?.dispatchEvent(new Event("ended"));
  await settled();

  assert.deepEqual([camera.running, tracks.length, failures], [false, 1, ["busy"]]);
});

test("a camera that can't be had back is told, and why", async (t) => {
  let asked = 0;
  const ask = () => (++asked > 1 ? Promise.reject(new DOMException("no", "NotReadableError")) : Promise.resolve());
  const { camera, tracks, page, failures } = aCamera(t, { ask });
  await camera.start();
  tracks[0]?.stop();

  page.show(true);
  await settled();

  assert.deepEqual([camera.running, failures], [false, ["busy"]]);
});

test("what an earlier track says of its end changes nothing", async (t) => {
  const { camera, tracks, page, changes } = aCamera(t);
  await camera.start();
  const [first] = tracks;
  first?.stop();
  page.show(true);
  await settled();
  const before = changes();

  first?.dispatchEvent(new Event("ended"));
  await settled();

  assert.deepEqual([changes(), tracks.length, camera.running], [before, 2, true]);
});

test("a camera that runs well is left alone when the app is looked at", async (t) => {
  const { camera, tracks, page } = aCamera(t);
  await camera.start();

  page.show(true);
  await settled();

  assert.equal(tracks.length, 1);
});

test("a camera nobody watches is put out after two minutes, and its lamp with it", async (t) => {
  const { camera, video } = aCamera(t, { capabilities: { torch: true } });
  await camera.start();
  await camera.setTorch(true);
  camera.rest();

  t.mock.timers.tick(119_999);
  assert.equal(camera.running, true);
  t.mock.timers.tick(1);

  assert.deepEqual([camera.running, camera.torch, video.srcObject], [false, false, null]);
});

test("a camera wanted again within two minutes stays on", async (t) => {
  const { camera, tracks } = aCamera(t);
  await camera.start();
  camera.rest();
  await camera.start();

  t.mock.timers.tick(600_000);

  assert.deepEqual([camera.running, tracks.length], [true, 1]);
});

test("leaving the page puts the camera out", async (t) => {
  const { camera, page } = aCamera(t);
  await camera.start();

  page.tell("pagehide");

  assert.equal(camera.running, false);
});

for (const [capabilities, powers] of /** @type {[object, object][]} */ ([
  [{}, { torch: false, zoom: null, focus: null }],
  [{ torch: true }, { torch: true, zoom: null, focus: null }],
  [{ zoom: { min: 1, max: 1, step: 0.1 } }, { torch: false, zoom: null, focus: null }],
  [{ torch: true, zoom: { min: 1, max: 4, step: 0.1 } }, { torch: true, zoom: { min: 1, max: 4, step: 0.1 }, focus: null }],
  [{ focusMode: ["manual", "continuous", "single-shot"] }, { torch: false, zoom: null, focus: "single-shot" }],
  [{ focusMode: ["continuous"] }, { torch: false, zoom: null, focus: "continuous" }],
  [{ focusMode: ["manual"] }, { torch: false, zoom: null, focus: null }],
])) {
  test(`lamp and lens are offered only where the running camera has them: ${JSON.stringify(capabilities)}`, async (t) => {
    const { camera } = aCamera(t, { capabilities });
    assert.deepEqual(camera.powers(), { torch: false, zoom: null, focus: null });

    await camera.start();

    assert.deepEqual(camera.powers(), powers);
  });
}

test("a lamp that does not obey is not shown as lit", async (t) => {
  const { camera } = aCamera(t);
  await camera.start();

  assert.deepEqual([await camera.setTorch(true), camera.torch], [false, false]);
});

test("zoom goes to the running camera", async (t) => {
  const { camera, tracks } = aCamera(t, { capabilities: { torch: true, zoom: { min: 1, max: 4, step: 1 } } });
  await camera.start();

  assert.equal(await camera.setZoom(2), true);
  assert.deepEqual(tracks[0]?.wishes, [{ advanced: [{ zoom: 2 }] }]);
});

test("without a running camera nothing obeys", async (t) => {
  assert.equal(await aCamera(t).camera.setZoom(2), false);
});

test("the lens focuses where it was tapped, and finds its own way again after a while", async (t) => {
  const { camera, tracks } = aCamera(t, { capabilities: { focusMode: ["continuous", "single-shot"] } });
  await camera.start();

  assert.equal(await camera.focusAt({ x: 0.25, y: 0.5 }), true);
  t.mock.timers.tick(4_000);

  const wishes = [{ focusMode: "single-shot", pointsOfInterest: [{ x: 0.25, y: 0.5 }] }, { focusMode: "continuous" }];
  assert.deepEqual(tracks[0]?.wishes, wishes.map((wish) => ({ advanced: [wish] })));
});

for (const [why, phone] of /** @type {[string, object][]} */ ([
  ["the lens is fixed", { capabilities: { torch: true } }],
  ["the browser knows no points", { capabilities: { focusMode: ["single-shot"] }, points: false }],
])) {
  test(`a tap does nothing where ${why}`, async (t) => {
    const { camera, tracks } = aCamera(t, phone);
    await camera.start();

    assert.deepEqual([await camera.focusAt({ x: 0.5, y: 0.5 }), tracks[0]?.wishes], [false, []]);
  });
}
