/** A card may bear two codes, its own and one with its holder's face in it: they are one card. Pure. */

/** @import { CardCheck } from "./check.js" */

/**
 * Checks without those of a card that stands there already; the one with the face stays, as it says more.
 * Where a code was refused, both stay: then they are not the same.
 * @param {readonly CardCheck[]} checks
 * @returns {CardCheck[]}
 */
export function onePerCard(checks) {
  /** @type {Map<string, CardCheck>} */
  const cards = new Map();
  for (const check of checks) {
    const held = check.card && cards.get(check.card.card_number);
    if (check.card && (!held || (check.card.face && !held.card?.face))) cards.set(check.card.card_number, check);
  }
  return checks.filter((check) => !check.card || cards.get(check.card.card_number) === check);
}
