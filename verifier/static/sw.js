/**
 * The service worker: keeps the shell for work without coverage and sends the outbox when the browser wakes it.
 * The server puts VERSION (the hash of everything listed) and PRECACHE (paths with their hashes) in front of this file.
 */

import { Api } from "/static/js/device/api.js";
import { Store } from "/static/js/device/store.js";
import { sendRound } from "/static/js/device/upload.js";

/** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} WaitingEvent */
/** @typedef {WaitingEvent & {request: Request, respondWith: (answer: Promise<Response>) => void}} FetchingEvent */
/** @typedef {WaitingEvent & {tag: string}} SyncingEvent */
/**
 * @typedef {object} WorkerScope
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 * @property {() => Promise<void>} skipWaiting
 * @property {{claim: () => Promise<void>}} clients
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const PREFIX = "shell-";
const CACHE = PREFIX + VERSION;
const SHELL = "/";
const SHELL_PATHS = new Set([SHELL, "/report", "/notice", "/queue", "/sources"]);
const OFFLINE = "/offline";
const PRECACHED = new Set(Object.keys(PRECACHE));

/** @type {Promise<void> | null} the shell being put back, after somebody cleared the caches */
let mending = null;

/**
 * Fetches the whole list; one missing file fails it all and leaves nothing new behind. What the page itself just fetched is asked for again and
 * not sent again; where the browser kept it wrongly, the whole list is fetched past its cache.
 */
async function install() {
  const complete = await caches.has(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await fill(cache, "no-cache").catch(() => fill(cache, "reload"));
  } catch (error) {
    if (!complete) await caches.delete(CACHE);
    throw error;
  }
}

/** @param {Cache} cache @param {"no-cache" | "reload"} how */
function fill(cache, how) {
  // A redirect would lead elsewhere, and a browser takes no redirected answer for a page.
  // A file of another version, put in place meanwhile, fails its hash and so the whole install.
  return cache.addAll(Object.entries(PRECACHE).map(([path, integrity]) => new Request(path, { cache: how, redirect: "error", integrity })));
}

/** Puts the shell back, all of it at once: files of two versions side by side would not fit together. */
async function mend() {
  try {
    await (mending ??= install());
  } catch (error) {
    // Without coverage there is nothing to fetch: the next page that is asked for tries again.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  } finally {
    mending = null;
  }
}

/** Drops the shells of older versions once this one is in use, and takes the open pages of a first visit. */
async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/**
 * @param {string} path
 * @returns {Promise<Response | undefined>}
 */
async function kept(path) {
  // The shell is the same for everybody: no header of a request chooses between versions of it.
  return caches.match(path, { cacheName: CACHE, ignoreVary: true });
}

/** @param {FetchingEvent} event @param {string} path @returns {Promise<Response>} */
async function keptOrFetched(event, path) {
  const found = await kept(path);
  if (found) return found;
  const fetched = await fetch(event.request);
  event.waitUntil(mend());
  return fetched;
}

/** @param {Request} request @returns {Promise<Response>} */
async function fetchedOrOffline(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await kept(OFFLINE);
    if (page) return page;
    throw error;
  }
}

/** @param {FetchingEvent} event */
function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (SHELL_PATHS.has(pathname)) event.respondWith(keptOrFetched(event, SHELL));
    else event.respondWith(fetchedOrOffline(request));
  } else if (PRECACHED.has(pathname) && !SHELL_PATHS.has(pathname)) {
    event.respondWith(keptOrFetched(event, pathname));
  }
}

/** @param {RequestInfo | URL} input @param {RequestInit} [init] */
const fetcher = (input, init) => fetch(input, init);

/** Sends what waits; throwing asks the browser to wake us again later. */
async function sendOutbox() {
  const store = new Store(indexedDB);
  const channel = new BroadcastChannel("kortsjekk-outbox");
  try {
    const api = new Api(fetcher);
    const { end } = await sendRound({ store, api, locks: navigator.locks, changed: () => channel.postMessage("changed") });
    if (end === "later") throw new Error("reports are still waiting");
  } finally {
    channel.close();
    await store.close();
  }
}

scope.addEventListener("install", (/** @type {WaitingEvent} */ event) => event.waitUntil(install()));
scope.addEventListener("activate", (/** @type {WaitingEvent} */ event) => event.waitUntil(activate()));
scope.addEventListener("fetch", answer);
scope.addEventListener("sync", (/** @type {SyncingEvent} */ event) => {
  if (event.tag === "outbox") event.waitUntil(sendOutbox());
});
scope.addEventListener("message", (/** @type {WaitingEvent & MessageEvent} */ event) => {
  if (event.data?.do === "use-now") event.waitUntil(scope.skipWaiting());
  if (event.data?.ask === "version") event.ports[0]?.postMessage(VERSION);
});
