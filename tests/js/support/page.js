/** Stand-ins for the few things of a browser's page that Node does not have. */

/** @import { TestContext } from "node:test" */

/**
 * Puts values in the place of globals until the test ends.
 * @param {TestContext} t
 * @param {Record<string, unknown>} values
 */
export function withGlobals(t, values) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
}

/**
 * A page that can be hidden and shown, on a phone that says whether it thinks it is online.
 * @param {TestContext} t
 * @param {{onLine?: boolean, hidden?: boolean} & Record<string, unknown>} [state] more of it becomes part of navigator
 */
export function aPage(t, { onLine = true, hidden = false, ...more } = {}) {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden });
  withGlobals(t, { window, document, navigator: { onLine, ...more } });
  return {
    tell: (/** @type {string} */ event) => void window.dispatchEvent(new Event(event)),
    show: (/** @type {boolean} */ visible) => {
      document.hidden = !visible;
      document.dispatchEvent(new Event("visibilitychange"));
    },
  };
}

/** Lets everything that is ready happen, while the clock stands. @returns {Promise<void>} */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
