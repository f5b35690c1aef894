/**
 * Says so when the app does not start: a script that did not arrive, or a browser that is too old for it.
 * A plain script without imports, so that it runs where the app itself can't.
 */

(() => {
  const PATIENCE_MS = 10_000;
  const failed = document.querySelector('[data-part="starting-failed"]');

  function tell() {
    if (failed instanceof HTMLElement) failed.hidden = false;
  }

  window.addEventListener("error", (event) => {
    if (event.target instanceof HTMLScriptElement || event instanceof ErrorEvent) tell();
  }, true);
  window.addEventListener("unhandledrejection", tell);
  setTimeout(tell, PATIENCE_MS);
})();
