/**
 * The public page behind a card's QR. The code stands behind the "#", which no browser sends: the page takes it out of
 * the address at once, and sends it only when somebody asks for the check, or hands it to the app inside this browser.
 */

/** @import { Answered } from "./domain/answer.js" */
/** @import { Held } from "./domain/public_answer.js" */

import { Api } from "./device/api.js";
import { fill, find, part } from "./device/markup.js";
import { TapShield } from "./device/tap_shield.js";
import { heldBy, inNorway, isPublicAnswer, kindOf } from "./domain/public_answer.js";

const HANDED_OVER = "kortsjekk-code";
const CHECKS = "/api/v1/public/checks";
const PATIENCE_MS = 15_000;
const FAULTS = ["unreachable", "failed", "limited"];

/** @type {Held} */
let held = { kind: "none" };
const shield = new TapShield(document, () => performance.now());

/** @returns {Held} what the address held; afterwards neither it nor the way back holds it */
function taken() {
  const found = heldBy(location);
  if (location.hash) history.replaceState(null, "", location.pathname);
  return found;
}

/** @param {HTMLElement} root @param {string | null} fault one of FAULTS, or none */
function showFault(root, fault) {
  for (const name of FAULTS) part(root, name).hidden = name !== fault;
}

/** @param {HTMLElement} root */
function showHeld(root) {
  held = taken();
  const has = held.kind === "code";
  part(root, "before").hidden = false;
  for (const name of ["title", "intro", "ask"]) part(root, name).hidden = !has;
  part(root, "intro").dataset.over = "false";
  part(root, "title-none").hidden = has;
  part(root, "no-code").hidden = held.kind !== "none";
  part(root, "nonsense").hidden = held.kind !== "nonsense";
  for (const each of answers(root)) each.hidden = true;
  part(root, "facts").hidden = true;
  showFault(root, null);
}

/** @param {HTMLElement} root @returns {HTMLElement[]} */
function answers(root) {
  return [...root.querySelectorAll("[data-answer]")].filter((each) => each instanceof HTMLElement);
}

/** @param {HTMLElement} root @param {Answered} answered */
function show(root, answered) {
  if (answered.kind === "answer" && isPublicAnswer(answered.body)) return showAnswer(root, answered.body);
  if (answered.kind === "problem" && answered.code === "too-many") {
    const sentence = part(root, "again-at").dataset.sentence ?? "";
    fill(root, "again-at", sentence.replace("{time}", inNorway(Date.now() + (answered.retryAfter ?? 0))));
    return showFault(root, "limited");
  }
  return showFault(root, answered.kind === "unreachable" ? "unreachable" : "failed");
}

/** @param {HTMLElement} root @param {import("./domain/public_answer.js").PublicAnswer} found */
function showAnswer(root, found) {
  const kind = kindOf(found);
  for (const each of answers(root)) each.hidden = each.dataset.answer !== kind;
  for (const each of root.querySelectorAll("[data-genuine]")) {
    if (each instanceof HTMLElement) each.hidden = each.dataset.genuine !== found.genuine;
  }
  fill(root, "checked-at", inNorway(Date.parse(found.checked_at)));
  fill(root, "as-of", found.as_of && inNorway(Date.parse(found.as_of)));
  part(root, "as-of-line").hidden = found.as_of === null;
  // Of a code that nobody believes the register is not asked.
  part(root, "as-of-none").hidden = found.as_of !== null || found.genuine !== "genuine";
  part(root, "not-asked").hidden = found.genuine === "genuine";
  for (const name of ["before", "ask"]) part(root, name).hidden = true;
  part(root, "facts").hidden = false;
  showFault(root, null);
  shield.changed();
  find(root, `[data-answer="${kind}"] .verdict-outcome`, HTMLElement).focus();
}

/** @param {HTMLElement} root @param {Api} api */
async function ask(root, api) {
  if (held.kind !== "code") return;
  const { code } = held;
  const button = find(root, '[data-part="check"]', HTMLButtonElement);
  button.disabled = true;
  // It says that nothing has left the phone, which ends here.
  // It keeps its room: nothing moves under the finger while the answer is on its way.
  part(root, "intro").dataset.over = "true";
  part(root, "asking-words").hidden = false;
  showFault(root, null);
  const init = { method: "POST", body: JSON.stringify({ code }), headers: { "Content-Type": "application/json" } };
  const answered = await api.call(CHECKS, init, PATIENCE_MS);
  button.disabled = false;
  part(root, "asking-words").hidden = true;
  part(root, "intro").hidden = true;
  // Another card may have been scanned meanwhile: the answer to this one is not shown over it.
  if (held.kind !== "code" || held.code !== code) return;
  show(root, answered);
}

/** The app finds the code in this tab's memory, and takes it out. */
function openApp() {
  if (held.kind !== "code") return;
  sessionStorage.setItem(HANDED_OVER, held.code);
  location.assign("/");
}

/** @param {HTMLElement} root */
function start(root) {
  const api = new Api((input, init) => fetch(input, init));
  showHeld(root);
  // The next card that this tab opens comes without a new page.
  window.addEventListener("hashchange", () => {
    if (!location.hash) return;
    showHeld(root);
    shield.lift();
  });
  part(root, "check").addEventListener("click", () => void ask(root, api));
  root.querySelector('[data-part="open-app"]')?.addEventListener("click", openApp);
}

start(find(document, '[data-component="card-page"]', HTMLElement));
