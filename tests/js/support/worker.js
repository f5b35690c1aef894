/** A browser's worker scope around the real service worker: its caches, its events, its way to the server. */

import { registerHooks } from "node:module";

import { withGlobals } from "./page.js";

/** @import { TestContext } from "node:test" */

const ORIGIN = "https://cards.example";
const STATIC = new URL("../../../verifier/static/", import.meta.url);
let starts = 0;

// The worker imports by the server's addresses; here those lie in the checkout.
registerHooks({
  resolve: (specifier, context, next) => next(specifier.startsWith("/static/") ? new URL(specifier.slice("/static/".length), STATIC).href : specifier, context),
});

/** A request as pages make them: by a path of the site. */
class SiteRequest extends Request {
  /** @param {string | URL | Request} input @param {RequestInit} [init] */
  constructor(input, init) {
    super(typeof input === "string" ? new URL(input, ORIGIN) : input, init);
  }
}

/** The hash of a file as Subresource Integrity writes it. @param {string} text */
export async function integrityOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
}

/** One named cache: whole lists or nothing, as the standard says. */
class NamedCache {
  /** @type {Map<string, Response>} */
  entries = new Map();

  /** @param {Request[]} requests */
  async addAll(requests) {
    const answers = await Promise.all(requests.map((request) => fetch(request)));
    if (!answers.every((answer) => answer.ok)) throw new TypeError("a file is missing");
    for (const [place, { integrity }] of requests.entries()) {
      const text = await answers[place]?.clone().text();
      if (integrity && integrity !== (await integrityOf(text ?? ""))) throw new TypeError("a file is not the one listed");
    }
    for (const [place, request] of requests.entries()) {
      const answer = answers[place];
      if (answer) this.entries.set(new URL(request.url).pathname, answer);
    }
  }
}

/** The caches of one site. */
export class Caches {
  /** @type {Map<string, NamedCache>} */
  named = new Map();

  /** @param {string} name */
  async open(name) {
    const cache = this.named.get(name) ?? new NamedCache();
    this.named.set(name, cache);
    return cache;
  }

  /** @param {string} path @param {{cacheName: string, ignoreVary: boolean}} options */
  async match(path, { cacheName }) {
    return this.named.get(cacheName)?.entries.get(path)?.clone();
  }

  /** @param {string} name */
  async has(name) {
    return this.named.has(name);
  }

  /** @param {string} name */
  async delete(name) {
    return this.named.delete(name);
  }

  async keys() {
    return [...this.named.keys()];
  }
}

/**
 * Starts the service worker as the server gives it out.
 * @param {TestContext} t
 * @param {{version: string, precache: Record<string, string>, caches: Caches, server: (path: string, request: Request | null) => Promise<Response>, indexedDB?: IDBFactory}} site
 */
export async function aWorker(t, { version, precache, caches, server, indexedDB }) {
  const scope = new EventTarget();
  const seen = { skipped: 0, claimed: 0 };
  const reach = (/** @type {Request | string} */ input) =>
    server(new URL(typeof input === "string" ? input : input.url, ORIGIN).pathname, typeof input === "string" ? null : input);
  withGlobals(t, {
    VERSION: version, PRECACHE: precache, caches, indexedDB, Request: SiteRequest, fetch: reach, location: new URL(`${ORIGIN}/sw.js`),
    addEventListener: scope.addEventListener.bind(scope),
    skipWaiting: () => Promise.resolve((seen.skipped += 1)),
    clients: { claim: () => Promise.resolve((seen.claimed += 1)) },
  });
  starts += 1;
  await import(new URL(`sw.js?start=${starts}`, STATIC).href);

  /** Tells the worker of an event and waits for all the work it asks for. @param {string} type @param {object} [details] */
  async function tell(type, details = {}) {
    /** @type {Promise<unknown>[]} */
    const work = [];
    /** @type {Promise<Response> | null} */
    let answer = null;
    const event = Object.assign(new Event(type), details, {
      waitUntil: (/** @type {Promise<unknown>} */ more) => void work.push(more),
      respondWith: (/** @type {Promise<Response>} */ response) => {
        answer = response;
      },
    });
    scope.dispatchEvent(event);
    const response = await answer;
    for (const each of work) await each;
    return /** @type {Response | null} */ (response);
  }

  /** Asks for a page or a file; null when the worker leaves it to the browser. @param {string} path @param {{mode?: string, method?: string, origin?: string}} [how] */
  async function ask(path, { mode = "no-cors", method = "GET", origin = ORIGIN } = {}) {
    const response = await tell("fetch", { request: { url: origin + path, mode, method } });
    return response && response.text();
  }

  return { tell, ask, seen };
}
