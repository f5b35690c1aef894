/**
 * The public page behind a card's QR: hands the code over to the app inside this browser.
 * The code stands behind the "#", which no browser sends, and goes through session storage, so no server sees it here.
 */

import { find, part } from "./device/markup.js";

const HANDED_OVER = "kortsjekk-code";

/** @param {HTMLElement} root */
function start(root) {
  const hasCode = /^#\d+$/.test(location.hash);
  const check = part(root, "check");
  check.hidden = !hasCode;
  part(root, "no-code").hidden = hasCode;
  check.addEventListener("click", () => {
    sessionStorage.setItem(HANDED_OVER, location.origin + location.pathname + location.hash);
    location.assign("/");
  });
}

start(find(document, '[data-component="card-page"]', HTMLElement));
