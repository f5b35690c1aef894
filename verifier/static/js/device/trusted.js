/** The only two addresses that this app ever runs as a program of its own, as trusted ones where the browser asks for that. */

/** The service worker, and the worker that reads codes. @typedef {"/sw.js" | "/static/js/device/decode_worker.js"} ProgramPath */
/** @typedef {{createScriptURL: (url: string) => string}} Policy */
/** @typedef {{createPolicy: (name: string, rules: Policy) => Policy}} Policies */

/** @type {ReadonlySet<string>} */
const OURS = new Set(["/sw.js", "/static/js/device/decode_worker.js"]);

/** The page's security policy lets one policy of this name be made, once. @type {WeakMap<Policies, Policy>} */
const made = new WeakMap();

/**
 * The path of one of our programs, fit for the browser to run. No other address gets through.
 * @param {ProgramPath} path
 * @returns {string}
 */
export function trustedPath(path) {
  const policies = /** @type {{trustedTypes?: Policies}} */ (/** @type {unknown} */ (window)).trustedTypes;
  if (!policies) return path;
  const policy = made.get(policies) ?? policies.createPolicy("sw", { createScriptURL: ours });
  made.set(policies, policy);
  return policy.createScriptURL(path);
}

/** @param {string} url @returns {string} */
function ours(url) {
  if (!OURS.has(url)) throw new TypeError("not a program of ours");
  return url;
}
