/** Which view stands: chosen by the path, kept in the browser's history. No hash routes: they make iOS ask for the camera anew. */

import { TapShield } from "./tap_shield.js";

/** @typedef {"scan" | "verdict" | "report" | "notice" | "queue" | "sources"} ViewName */

/** @type {Readonly<Record<ViewName, string>>} */
const PATHS = { scan: "/", verdict: "/", report: "/report", notice: "/notice", queue: "/queue", sources: "/sources" };

/** @returns {ViewName} */
function fromLocation() {
  if (location.pathname === PATHS.report) return "report";
  if (location.pathname === PATHS.notice) return "notice";
  if (location.pathname === PATHS.queue) return "queue";
  if (location.pathname === PATHS.sources) return "sources";
  return history.state?.view === "verdict" ? "verdict" : "scan";
}

/** Shows one view at a time and keeps the address in step. */
export class Router {
  /** @type {ViewName} */
  current = "scan";

  /**
   * @param {{show: (view: ViewName) => ViewName, now: () => number}} parts show: shows a view, answers the one that
   *   stands then; now: milliseconds, on a clock that never goes back
   */
  constructor({ show, now }) {
    const shield = new TapShield(document, now);
    this.show = (/** @type {ViewName} */ view) => {
      const stands = show(view);
      if (stands !== this.current) shield.changed();
      return stands;
    };
    window.addEventListener("popstate", () => this.follow());
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Shows the view of the present address. */
  follow() {
    this.current = this.show(fromLocation());
  }

  /**
   * Goes to a view.
   * @param {ViewName} view
   * @param {{replace?: boolean}} [how]
   */
  go(view, { replace = false } = {}) {
    const state = { view };
    if (replace || view === this.current) history.replaceState(state, "", PATHS[view]);
    else history.pushState(state, "", PATHS[view]);
    this.current = this.show(view);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element ? event.target.closest("a[data-go]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const view = link.getAttribute("data-go");
    if (view !== "scan" && view !== "report" && view !== "queue" && view !== "sources") return;
    event.preventDefault();
    this.go(view);
  }
}
