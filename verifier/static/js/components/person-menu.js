/** The menu: who is signed in, language, sound, other pages, sign out. */

/** @import { Language } from "../device/language.js" */
/** @import { Feedback } from "../device/feedback.js" */
/** @import { Session } from "../device/session.js" */

import { fill, find, part } from "../device/markup.js";

/**
 * @typedef {object} MenuParts
 * @property {Language} language
 * @property {Feedback} feedback
 * @property {Session} session
 * @property {() => number} waiting how many reports of this person are not yet received
 */

/** The menu. */
export class PersonMenu {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {HTMLElement} opener
   * @param {MenuParts} parts
   */
  constructor(dialog, opener, parts) {
    this.dialog = dialog;
    this.parts = parts;
    this.sound = find(dialog, "[data-part=sound]", HTMLInputElement);
    opener.addEventListener("click", () => this.open());
    part(dialog, "close").addEventListener("click", () => dialog.close());
    part(dialog, "languages").addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) void this.#speak(event.target.value);
    });
    this.sound.addEventListener("change", () => this.#setSound());
    part(dialog, "sources").addEventListener("click", () => dialog.close());
    part(dialog, "sign-out").addEventListener("click", () => void this.#signOut());
    parts.session.listen(() => this.render());
    parts.language.listen(() => this.render());
  }

  /** Opens the menu. */
  open() {
    this.render();
    fill(this.dialog, "problem", null);
    this.dialog.showModal();
  }

  /** Shows who is signed in, and the choices as they stand. */
  render() {
    const { session, language, feedback } = this.parts;
    const person = session.known?.person;
    fill(this.dialog, "name", person?.name ?? language.say("ui.menu.nobody"));
    fill(this.dialog, "role", person ? language.say(`role.${person.role}`) : null);
    fill(this.dialog, "agency", person?.agency ?? null);
    part(this.dialog, "sign-in").hidden = session.state === "in" || session.state === "remembered";
    part(this.dialog, "sign-out").hidden = !person;
    this.sound.checked = !feedback.muted;
    for (const choice of this.dialog.querySelectorAll("input[name=lang]")) {
      if (choice instanceof HTMLInputElement) choice.checked = choice.value === language.current;
    }
  }

  /** @param {string} language */
  async #speak(language) {
    const changed = await this.parts.language.speak(language);
    fill(this.dialog, "problem", changed ? null : this.parts.language.say("ui.menu.language-missing"));
    this.render();
  }

  #setSound() {
    this.parts.feedback.mute(!this.sound.checked);
    if (!this.sound.checked) return;
    this.parts.feedback.unlock();
    this.parts.feedback.give("valid");
  }

  async #signOut() {
    const { session, language, waiting } = this.parts;
    const n = waiting();
    if (n > 0 && !window.confirm(language.say("ui.menu.sign-out-waiting", { n }))) return;
    if (await session.signOut()) location.assign("/sign-in");
    else fill(this.dialog, "problem", language.say("ui.menu.sign-out-failed"));
  }
}
