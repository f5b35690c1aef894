/** Starts the app: makes the parts, joins them, and shows the view of the address. */

/** @import { Wish } from "./components/report-desk.js" */
/** @import { ViewName } from "./device/router.js" */

import { ConnectionBadge } from "./components/connection-badge.js";
import { InstallHint } from "./components/install-hint.js";
import { NoticeBar } from "./components/notice-bar.js";
import { NoticeDesk } from "./components/notice-desk.js";
import { PersonMenu } from "./components/person-menu.js";
import { QueueList } from "./components/queue-list.js";
import { ReportDesk } from "./components/report-desk.js";
import { SourceAges } from "./components/source-ages.js";
import { ScanViewer } from "./components/scan-viewer.js";
import { VerdictDesk } from "./components/verdict-desk.js";
import { Ages } from "./device/ages.js";
import { Api } from "./device/api.js";
import { Comparisons } from "./device/comparisons.js";
import { Connection } from "./device/connection.js";
import { Feedback } from "./device/feedback.js";
import { Language } from "./device/language.js";
import { fill, find, part } from "./device/markup.js";
import { Outbox, storageKey } from "./device/outbox.js";
import { Router } from "./device/router.js";
import { Session } from "./device/session.js";
import { settings } from "./device/settings.js";
import { KnownSources } from "./device/sources.js";
import { handedOver, spoken, whenQuiet } from "./device/start.js";
import { Store } from "./device/store.js";
import { Whereabouts } from "./device/whereabouts.js";
import { Worker } from "./device/worker.js";
import { pendingOf } from "./domain/passed_on.js";
import { LENT } from "./domain/comparison.js";

/** A clock further off than this is worth a warning, milliseconds. */
const CLOCK_TOLERANCE_MS = 120_000;

let waiting = 0;
/** Settled once it is known who uses this phone: a tap that comes earlier waits for it. @type {() => void} */
let identify = () => {};
const identified = new Promise((/** @type {(nothing: void) => void} */ resolve) => {
  identify = resolve;
});
let newVersion = false;

/** @param {RequestInfo | URL} input @param {RequestInit} [init] */
const fetcher = (input, init) => fetch(input, init);
const kept = settings();
const store = new Store(indexedDB);
const language = new Language(fetcher, kept);
const feedback = new Feedback(kept);
const ages = new Ages(() => language.say);
const whereabouts = new Whereabouts(navigator);
const api = new Api(fetcher, {
  heard: (reached) => connection.heard(reached), clock: clockRead, met: (person) => session.met(person), place: () => whereabouts.here(),
});
const connection = new Connection({ probe: () => api.alive(), random: Math.random });
const session = new Session({ api, store, tabs: new BroadcastChannel("kortsjekk-session") });
const worker = new Worker({ offer: offerVersion, mayReload: () => !desk.open && !notice.open });
const outbox = new Outbox({ store, api, locks: navigator.locks, author: () => session.author, version: () => worker.version() });
const comparisons = new Comparisons({
  factory: indexedDB, api, session, now: () => ages.now,
  settled: (checkId, told) => verdict.comparison.settle(checkId, told),
});

const notices = new NoticeBar(part(document, "notices"));
const badge = new ConnectionBadge(part(document, "connection-badge"), { language, ages });
new InstallHint(part(document, "install-hint"), kept);
const queue = new QueueList(view("queue"), { language, ages, outbox, reopen: (id) => void storedOr(() => notice.reopen(id)) });
const verdict = new VerdictDesk(view("verdict"), {
  language, ages, api, session, feedback,
  act: (act, check, maker) => void (act === "notify" ? notice.write(check, maker, verdict.comparison.samePerson(check) === false) : openReport({ check, maker, wish: act })),
  record: (checkId, answer) => comparisons.record(checkId, answer),
  lent: (check, maker) => void (check.if_lent?.length ? openReport({ check, maker, wish: "confiscate", seen: [LENT] }) : notice.write(check, maker, true)),
  shown: () => router.go("verdict"),
  next: () => router.go("scan"),
});
const scan = new ScanViewer(view("scan"), {
  api, language, feedback,
  found: (checks, asked) => verdict.show(checks, asked),
  byHand: (card_number) => void openReport({ check: null, card_number, wish: "confiscate" }),
});
const known = new KnownSources({ api, kept });
const sources = new SourceAges(view("sources"), part(document, "sources-line"), { language, ages, known, version: () => worker.version() });
const desk = new ReportDesk(view("report"), {
  language, outbox, session, store, identified, saved,
  kept: (author) => storedOr(() => store.draftOf(author)),
  leave: () => router.go("scan", { replace: true }),
});
const notice = new NoticeDesk(view("notice"), {
  language, outbox, session, store, identified, saved, shown: () => router.go("notice"), nobody: () => menu.open(),
  leave: () => router.go("scan", { replace: true }),
});
const menu = new PersonMenu(find(document, "[data-part=person-menu]", HTMLDialogElement), part(document, "menu-opener"), {
  language, feedback, session, waiting: () => waiting,
});
const router = new Router({ show, now: () => performance.now() });

/** @param {string} name @returns {HTMLElement} */
function view(name) {
  return find(document, `[data-view="${name}"]`, HTMLElement);
}

/**
 * Shows a view; one that has nothing to show gives way to another.
 * @param {ViewName} wish
 * @returns {ViewName} the view that stands now
 */
function show(wish) {
  const name = standing(wish);
  for (const section of document.querySelectorAll("[data-view]")) {
    if (section instanceof HTMLElement) section.hidden = section.dataset.view !== name;
  }
  for (const link of document.querySelectorAll("a[data-go]")) {
    const here = link.getAttribute("data-go") === (name === "verdict" ? "scan" : name);
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (name === "scan") showScan();
  else scan.hide();
  if (name === "report") void desk.show();
  else desk.leave();
  if (name === "queue") void refreshQueue();
  if (name === "sources") void sources.show();
  if (name !== "report" && name !== "notice") worker.reloadIfFree();
  setTitle(name);
  setNotices();
  scrollTo(0, 0);
  view(name).querySelector("h1")?.focus({ preventScroll: true });
  return name;
}

function showScan() {
  void whereabouts.refresh();
  sources.render();
  scan.show();
}

/** @param {ViewName} wish @returns {ViewName} */
function standing(wish) {
  if (wish === "verdict" && !verdict.check) return "scan";
  return wish === "notice" && !notice.stands ? "queue" : wish;
}

/** @param {ViewName} name */
function setTitle(name) {
  document.title = `${language.say(`ui.title.${name}`)} – Kortsjekk`;
}

function setNotices() {
  notices.set("sign-in", session.state === "out");
  notices.set("signed-out", session.state === "expired");
  notices.set("version", newVersion && !desk.open && !notice.open);
  notices.set("clock", Math.abs(ages.offset) > CLOCK_TOLERANCE_MS);
}

/** Opens a new report, or asks who is writing. @param {Wish} wish */
async function openReport(wish) {
  const answer = await desk.write(wish);
  if (answer !== "stay") answer === "open" ? router.go("report") : menu.open();
}

async function saved() {
  await refreshQueue();
  setNotices();
  void worker.requestSync();
}

/** Reads the outbox and shows it in queue, badge and navigation. */
async function refreshQueue() {
  const now = await storedOr(() => outbox.view());
  if (!now) return;
  waiting = now.reports.length;
  queue.render(now);
  desk.follow(now.receipts, waiting);
  notice.follow(now);
  badge.setWaiting(now.reports);
  fill(document, "queue-count", waiting ? String(waiting) : null);
  // A reminder that speaks only while nothing more pressing does.
  fill(document, "notices-pending", waiting ? null : String(pendingOf(now) || ""));
}

/**
 * Reads from the phone's memory; a memory that fails is told in the notices.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
async function storedOr(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    part(document, "storage-text").textContent = language.say(storageKey(error));
    notices.set("storage", true);
    return undefined;
  }
}

/** @param {number} offset server time minus phone time, milliseconds */
function clockRead(offset) {
  ages.offset = offset;
  void storedOr(() => outbox.noteClock(offset));
}

function offerVersion() {
  newVersion = true;
  setNotices();
}

/** A code that the public page behind the QR handed over, checked at once. */
async function checkHandedOver() {
  const code = handedOver(sessionStorage);
  if (code) await scan.ask({ code });
}

function join() {
  session.listen(() => {
    setNotices();
    desk.changePerson();
    if (verdict.changePerson()) scan.changePerson();
    // What stood there was somebody else's, and is gone.
    if (standing(router.current) !== router.current) router.go("scan", { replace: true });
    void refreshQueue();
    if (session.state === "in") outbox.send();
    if (session.state === "in") void known.refresh();
    if (router.current === "report") void desk.show();
  });
  connection.listen((online) => {
    badge.setOnline(online);
    scan.setOnline(online);
    if (!online) return;
    void session.refresh();
    outbox.send();
  });
  outbox.listen(() => void refreshQueue());
  language.listen(() => {
    setTitle(router.current);
    void refreshQueue();
  });
  notices.onTap("version", () => worker.useNew());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    void worker.check();
    void session.refresh();
    if (session.state === "in") void known.refresh();
  });
}

async function start() {
  join();
  // First of all whose phone it is: the outbox shows each person their own.
  await session.recall();
  await spoken(language);
  await storedOr(() => store.selfTest());
  // Not waited for: some browsers ask the user, who may never answer.
  void navigator.storage?.persist?.();
  await storedOr(async () => { await notice.recall(); await notice.tidy(await outbox.view()); });
  router.follow();
  part(document, "starting").hidden = true;
  const refreshed = session.refresh().then(identify);
  await worker.start();
  void whenQuiet(() => scan.warm());
  connection.watch();
  await refreshed;
  outbox.watch();
  comparisons.follow(connection);
  await refreshQueue();
  await checkHandedOver();
}

await start();
