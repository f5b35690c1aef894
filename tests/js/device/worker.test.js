import assert from "node:assert/strict";
import { test } from "node:test";

import { Worker } from "../../../verifier/static/js/device/worker.js";
import { settled, withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */

/**
 * A browser with service workers, as far as the page sees them.
 * @param {TestContext} t
 * @param {{controller?: object | null, waiting?: object | null, refuses?: boolean, mayReload?: () => boolean}} [state]
 */
function aBrowser(t, { controller = null, waiting = null, refuses = false, mayReload = () => true } = {}) {
  const registration = Object.assign(new EventTarget(), { waiting, installing: /** @type {EventTarget | null} */ (null) });
  const seen = { registered: /** @type {unknown[][]} */ ([]), offers: 0, reloads: 0 };
  const serviceWorker = Object.assign(new EventTarget(), {
    controller,
    register: (/** @type {unknown[]} */ ...values) => {
      seen.registered.push(values);
      return refuses ? Promise.reject(new DOMException("not here", "SecurityError")) : Promise.resolve(registration);
    },
  });
  withGlobals(t, { window: {}, navigator: { serviceWorker }, location: { reload: () => (seen.reloads += 1) } });
  const worker = new Worker({ offer: () => void (seen.offers += 1), mayReload });
  const arrives = () => {
    const incoming = Object.assign(new EventTarget(), { state: "installed" });
    registration.installing = incoming;
    registration.dispatchEvent(new Event("updatefound"));
    incoming.dispatchEvent(new Event("statechange"));
  };
  return { worker, seen, arrives, takesOver: () => void serviceWorker.dispatchEvent(new Event("controllerchange")) };
}

test("the worker is registered from the root, as a module, past the browser's cache", async (t) => {
  const { worker, seen } = aBrowser(t);

  assert.equal(await worker.start(), true);
  assert.deepEqual(seen.registered, [["/sw.js", { type: "module", updateViaCache: "none" }]]);
});

test("a browser that refuses the worker, or knows none, still runs the app", async (t) => {
  assert.equal(await aBrowser(t, { refuses: true }).worker.start(), false);
  withGlobals(t, { navigator: {} });

  assert.equal(await new Worker({ offer: () => {}, mayReload: () => true }).start(), false);
});

test("the very first worker is no news, and reloads nothing", async (t) => {
  const { worker, seen, arrives, takesOver } = aBrowser(t);
  await worker.start();

  arrives();
  takesOver();

  assert.deepEqual([seen.offers, seen.reloads], [0, 0]);
});

test("a new version is offered, whether it came before or while the app is open", async (t) => {
  const { worker, seen, arrives } = aBrowser(t, { controller: {}, waiting: {} });

  await worker.start();
  assert.equal(seen.offers, 1);
  arrives();
  assert.equal(seen.offers, 2);
});

test("a tap lets the waiting version take over, and the page reloads into it", async (t) => {
  /** @type {unknown[]} */
  const messages = [];
  const { worker, seen, takesOver } = aBrowser(t, { controller: {}, waiting: { postMessage: (/** @type {unknown} */ text) => messages.push(text) } });
  await worker.start();

  worker.useNew();
  takesOver();

  assert.deepEqual([messages, seen.reloads], [[{ do: "use-now" }], 1]);
});

test("an open form is never taken away: the page reloads when it is closed", async (t) => {
  let open = true;
  const { worker, seen, takesOver } = aBrowser(t, { controller: {}, mayReload: () => !open });
  await worker.start();
  takesOver();
  assert.equal(seen.reloads, 0);

  open = false;
  worker.reloadIfFree();

  assert.equal(seen.reloads, 1);
});

test("the version in use is asked of the worker", async (t) => {
  const controller = { postMessage: (/** @type {unknown} */ _text, /** @type {MessagePort[]} */ [port]) => port?.postMessage("0123abcd") };
  const { worker } = aBrowser(t, { controller });

  assert.equal(await worker.version(), "0123abcd");
});

test("a worker that does not answer, or is not there yet, does not hold up a report", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  assert.equal(await aBrowser(t).worker.version(), "uncontrolled");
  /** @type {MessagePort[]} */
  const ports = [];
  const version = aBrowser(t, { controller: { postMessage: (/** @type {unknown} */ _text, /** @type {MessagePort[]} */ given) => ports.push(...given) } }).worker.version();

  t.mock.timers.tick(1_000);
  await settled();

  assert.equal(await version, "silent");
  for (const port of ports) port.close();
});
