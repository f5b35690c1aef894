import assert from "node:assert/strict";
import { test } from "node:test";

import { Router } from "../../../verifier/static/js/device/router.js";
import { aPage, withGlobals } from "../support/page.js";

/** @import { TestContext } from "node:test" */
/** @import { ViewName } from "../../../verifier/static/js/device/router.js" */

/**
 * A browser's history, one address at a time.
 * @param {TestContext} t
 * @param {string} pathname
 * @param {unknown} [state]
 */
function aRouter(t, pathname, state = null) {
  const page = aPage(t);
  const location = { pathname };
  /** @type {unknown[]} */
  const steps = [];
  const move = (/** @type {string} */ how) => (/** @type {unknown} */ next, /** @type {string} */ _title, /** @type {string} */ path) => {
    location.pathname = path;
    history.state = next;
    steps.push([how, path]);
  };
  const history = { state, pushState: move("push"), replaceState: move("replace") };
  withGlobals(t, { location, history });
  /** @type {ViewName[]} */
  const shown = [];
  const router = new Router({ show: (view) => {
    shown.push(view);
    return view;
  }, now: () => 0 });
  return { router, shown, steps, page };
}

for (const [path, state, view] of /** @type {[string, unknown, ViewName][]} */ ([
  ["/", null, "scan"],
  ["/", { view: "verdict" }, "verdict"],
  ["/report", null, "report"],
  ["/notice", null, "notice"],
  ["/queue", { view: "verdict" }, "queue"],
])) {
  test(`${path} ${JSON.stringify(state)} shows ${view}`, (t) => {
    const { router, shown } = aRouter(t, path, state);

    router.follow();

    assert.deepEqual([shown, router.current], [[view], view]);
  });
}

test("a view has an address of its own, without a hash; the same view twice is one step back", (t) => {
  const { router, steps } = aRouter(t, "/");

  router.go("verdict");
  router.go("verdict");
  router.go("report");
  router.go("queue", { replace: true });

  assert.deepEqual(steps, [["push", "/"], ["replace", "/"], ["push", "/report"], ["replace", "/queue"]]);
});

test("the browser's back button shows the view of the address", (t) => {
  const { shown, page } = aRouter(t, "/queue");

  page.tell("popstate");

  assert.deepEqual(shown, ["queue"]);
});
