import assert from "node:assert/strict";
import { test } from "node:test";

import { isWithBoth, passedOn, pendingOf, wentAs } from "../../../verifier/static/js/domain/passed_on.js";

/** @import { Addressee } from "../../../verifier/static/js/domain/notice.js" */

/** @param {string} id */
const notice = (id) => ({ id, made_at: "2026-03-02T09:00:00Z", summary: { notice: {} } });
/** @param {string} id @param {Addressee} addressee @param {string} made_at */
const saying = (id, addressee, made_at) => ({ id: made_at, made_at, summary: { notified: { notice: id, addressee, how: /** @type {const} */ ("shared") } } });

test("a notice is pending until both addressees have it, whether the receipt is there or not", () => {
  const view = {
    reports: [notice("waits"), saying("half", "employer", "2026-03-02T09:05:00Z")],
    receipts: [
      { ...notice("half"), number: 1 },
      { ...notice("both"), number: 2 },
      { ...saying("both", "authority", "2026-03-02T09:02:00Z"), number: 3 },
      { ...saying("both", "employer", "2026-03-02T09:03:00Z"), number: 4 },
      { id: "a", made_at: "", number: 5, summary: {} },
    ],
  };

  assert.equal(pendingOf(view), 2);
  assert.equal(isWithBoth(passedOn(view, "both")), true);
  assert.deepEqual(passedOn(view, "half"), { employer: { at: "2026-03-02T09:05:00Z", how: "shared", number: null } });
  assert.deepEqual(passedOn(view, "waits"), {});
});

test("of what is said twice the first time counts, in whatever zone it was written", () => {
  const view = {
    reports: [saying("n", "authority", "2026-03-02T10:30:00+01:00")],
    receipts: [{ ...saying("n", "authority", "2026-03-02T09:45:00Z"), number: 7 }],
  };

  assert.equal(passedOn(view, "n").authority?.at, "2026-03-02T10:30:00+01:00");
});

test("a way that nobody chose is not named", () => {
  const say = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) => [key, values.how].filter(Boolean).join(" ");

  assert.equal(wentAs({ at: "2026-03-02T09:00:00Z", how: "other" }, say), "ui.notify.done-plain");
  assert.equal(wentAs({ at: "2026-03-02T09:00:00Z", how: "copied" }, say), "ui.notify.done ui.notify.how.copied");
});
