/** The service worker as the page sees it: registration, a new version waiting, the version in use. */

import { trustedPath } from "./trusted.js";

const ASK_MS = 1_000;

/** @typedef {ServiceWorkerRegistration & {sync?: {register: (tag: string) => Promise<void>}}} Registration */

/** Keeps the app usable without coverage, and offers new versions. */
export class Worker {
  /** @type {Registration | null} */
  #registration = null;
  #asked = false;
  #reloadDue = false;

  /** @param {{offer: () => void, mayReload: () => boolean}} parts offer: a new version waits */
  constructor({ offer, mayReload }) {
    this.offer = offer;
    this.mayReload = mayReload;
  }

  /** @returns {Promise<boolean>} whether the app will open without coverage */
  async start() {
    if (!("serviceWorker" in navigator)) return false;
    const first = !navigator.serviceWorker.controller;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (first && !this.#asked) return;
      this.#reloadDue = true;
      this.reloadIfFree();
    });
    try {
      this.#registration = await navigator.serviceWorker.register(trustedPath("/sw.js"), { type: "module", updateViaCache: "none" });
    } catch (error) {
      if (error instanceof DOMException || error instanceof TypeError) return false;
      throw error;
    }
    this.#watch(this.#registration);
    return true;
  }

  /** @param {Registration} registration */
  #watch(registration) {
    if (registration.waiting && navigator.serviceWorker.controller) this.offer();
    registration.addEventListener("updatefound", () => {
      const incoming = registration.installing;
      incoming?.addEventListener("statechange", () => {
        if (incoming.state === "installed" && navigator.serviceWorker.controller) this.offer();
      });
    });
  }

  /** Lets the waiting version take over; every open page then reloads. */
  useNew() {
    this.#asked = true;
    this.#registration?.waiting?.postMessage({ do: "use-now" });
  }

  /** Reloads into the version that took over, but never under an open form: then when it closes. */
  reloadIfFree() {
    if (this.#reloadDue && this.mayReload()) location.reload();
  }

  /** Looks for a new version. */
  async check() {
    try {
      await this.#registration?.update();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
  }

  /** Asks the browser to send the outbox when the network returns, where it can. */
  async requestSync() {
    try {
      await this.#registration?.sync?.register("outbox");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  /** @returns {Promise<string>} the version of the shell in use, "uncontrolled" before the worker took over */
  version() {
    const controller = navigator.serviceWorker?.controller;
    if (!controller) return Promise.resolve("uncontrolled");
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      /** @param {string} version */
      const told = (version) => {
        clearTimeout(limit);
        port1.close();
        resolve(version);
      };
      const limit = setTimeout(() => told("silent"), ASK_MS);
      port1.onmessage = ({ data }) => told(String(data));
      controller.postMessage({ ask: "version" }, [port2]);
    });
  }
}
