/** What the browser tells about the network: little, and not everywhere. */

/** @import { Network } from "../domain/pace.js" */

/** @returns {Network} */
export function networkOf() {
  return /** @type {Navigator & {connection?: Network}} */ (navigator).connection ?? {};
}
