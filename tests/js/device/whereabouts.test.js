import assert from "node:assert/strict";
import { test } from "node:test";

import { Whereabouts, geoUri } from "../../../verifier/static/js/device/whereabouts.js";

/** @import { PlaceSource } from "../../../verifier/static/js/device/whereabouts.js" */

const COORDS = { latitude: 59.9127321, longitude: 10.7460923, accuracy: 12.6 };
const PLACE = { latitude: 59.913, longitude: 10.746, accuracy_m: 13 };

/**
 * A phone whose permission for positions stands so.
 * @param {string | Error} permission
 * @param {{coords?: typeof COORDS | null}} [here]
 */
function phone(permission, { coords = COORDS } = {}) {
  const calls = { looked: 0 };
  const source = /** @type {PlaceSource} */ (/** @type {unknown} */ ({
    permissions: {
      query: ({ name = "" }) => {
        assert.equal(name, "geolocation");
        return permission instanceof Error ? Promise.reject(permission) : Promise.resolve({ state: permission });
      },
    },
    geolocation: {
      getCurrentPosition: (/** @type {(found: object) => void} */ found, /** @type {(error: object) => void} */ failed) => {
        calls.looked += 1;
        if (coords) found({ coords });
        else failed({ code: 2 });
      },
    },
  }));
  return { source, calls };
}

test("where the permission stands the place is known, rounded before it leaves the phone", async () => {
  const { source } = phone("granted");
  const whereabouts = new Whereabouts(source);
  assert.equal(whereabouts.position, null);

  await whereabouts.refresh();

  assert.deepEqual(whereabouts.position, PLACE);
});

for (const permission of ["prompt", "denied", new TypeError("no such permission")]) {
  test(`nobody is asked where the permission is ${permission instanceof Error ? "unknown" : permission}`, async () => {
    const { source, calls } = phone(permission);
    const whereabouts = new Whereabouts(source);

    await whereabouts.refresh();

    assert.deepEqual([whereabouts.position, calls.looked], [null, 0]);
  });
}

test("a browser without permissions or positions has no place", async () => {
  const whereabouts = new Whereabouts(/** @type {PlaceSource} */ ({}));

  await whereabouts.refresh();

  assert.equal(whereabouts.position, null);
});

test("a place of more than half a minute ago is none, and it is looked for at most every twenty seconds", async () => {
  let now = 0;
  const { source, calls } = phone("granted");
  const whereabouts = new Whereabouts(source, () => now);
  await whereabouts.refresh();
  now = 19_999;
  await whereabouts.refresh();
  assert.equal(calls.looked, 1);

  now = 30_000;
  assert.deepEqual(whereabouts.position, PLACE);
  now = 30_001;
  assert.equal(whereabouts.position, null);
  await whereabouts.refresh();

  assert.deepEqual([whereabouts.position, calls.looked], [PLACE, 2]);
});

test("no place is older than a minute: what the phone gives as its last one is half of that at most", async () => {
  const { source } = phone("granted");
  /** @type {PositionOptions[]} */
  const wished = [];
  const { getCurrentPosition } = source.geolocation;
  source.geolocation.getCurrentPosition = (found, failed, wish) => {
    wished.push(wish ?? {});
    getCurrentPosition(found, failed);
  };

  await new Whereabouts(source).refresh();

  assert.deepEqual(wished.map(({ maximumAge }) => maximumAge), [30_000]);
});

test("whoever goes on scanning is looked for anew, check by check", async () => {
  let now = 0;
  const { source, calls } = phone("granted");
  const whereabouts = new Whereabouts(source, () => now);
  await whereabouts.refresh();

  now = 25_000;
  assert.deepEqual(whereabouts.here(), PLACE);
  await new Promise((resolve) => setImmediate(resolve));
  now = 50_000;

  assert.deepEqual([whereabouts.here(), calls.looked], [PLACE, 2]);
});

test("a permission taken back takes the place with it", async () => {
  let now = 0;
  const { source } = phone("granted");
  const whereabouts = new Whereabouts(source, () => now);
  await whereabouts.refresh();
  whereabouts.source = phone("denied").source;
  now = 60_000;

  await whereabouts.refresh();

  assert.equal(whereabouts.position, null);
});

test("a phone that finds no place goes on without", async () => {
  const whereabouts = new Whereabouts(phone("granted", { coords: null }).source);

  await whereabouts.refresh();

  assert.equal(whereabouts.position, null);
});

test("a position in a header is a geo URI", () => {
  assert.equal(geoUri(PLACE), "geo:59.913,10.746;u=13");
  assert.equal(geoUri({ latitude: -0.0001, longitude: 5e-7, accuracy_m: 1e9 }), "geo:-0.000,0.000;u=9999999");
});
