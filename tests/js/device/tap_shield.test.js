import assert from "node:assert/strict";
import { test } from "node:test";

import { SAME_SPOT_PX, SHIELD_MS, TapShield } from "../../../verifier/static/js/device/tap_shield.js";

/** A page under a shield: taps that got through, and a clock that stands until it is moved. */
function aPage() {
  const page = new EventTarget();
  let time = 0;
  /** @type {number[]} */
  const through = [];
  const shield = new TapShield(page, () => time);
  page.addEventListener("click", () => through.push(time));
  return {
    shield, through,
    wait: (/** @type {number} */ milliseconds) => {
      time += milliseconds;
    },
    tap: (/** @type {number} */ clientX, clientY = 600, detail = 1) => {
      const event = Object.assign(new Event("click", { cancelable: true }), { clientX, clientY });
      Object.defineProperty(event, "detail", { value: detail });
      page.dispatchEvent(event);
      return event;
    },
  };
}

test("the second tap on the same spot after the view changed is let go, also for what a link would do", () => {
  const { shield, through, wait, tap } = aPage();
  tap(100);
  wait(30);
  shield.changed();
  wait(220);
  const second = tap(110);
  wait(100);
  tap(100);

  assert.deepEqual(through, [0]);
  assert.equal(second.defaultPrevented, true);
});

test("taps count again once the time is over, counted from the change and not from the tap", () => {
  const { shield, through, wait, tap } = aPage();
  tap(100);
  wait(1000);
  shield.changed();
  wait(SHIELD_MS - 1);
  tap(100);
  wait(1);
  tap(100);

  assert.deepEqual(through, [0, 1000 + SHIELD_MS]);
});

test("a tap elsewhere, a key, and a tap where the view did not change all count", () => {
  const { shield, through, wait, tap } = aPage();
  tap(100);
  wait(10);
  tap(100);
  shield.changed();
  wait(10);
  tap(100, 600, 0);
  wait(10);
  tap(100 + SAME_SPOT_PX + 1);

  assert.deepEqual(through, [0, 10, 20, 30]);
});

test("a view that comes without a tap shields nothing", () => {
  const { shield, through, tap } = aPage();
  shield.changed();
  tap(100);

  assert.deepEqual(through, [0]);
});

test("a shield that was lifted lets every tap through", () => {
  const { shield, through, tap } = aPage();
  tap(100);
  shield.changed();
  shield.lift();
  tap(100);

  assert.deepEqual(through, [0, 0]);
});
