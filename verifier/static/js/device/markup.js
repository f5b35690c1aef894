/** Reading and filling the page's own markup. Text goes in as text only; nothing here makes HTML from strings. */

/**
 * The one element that a selector finds; its absence is a fault of the page, said by name.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}

/**
 * A part of a component: the element with this data-part.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(root, name) {
  return find(root, `[data-part="${name}"]`, HTMLElement);
}

/**
 * A fresh copy of the one element in a template.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const copy = find(document, `template#${id}`, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`template ${id} is empty`);
  return copy;
}

/**
 * Puts a text into a part and hides the part when there is none.
 * @param {ParentNode} root
 * @param {string} name
 * @param {string | null | undefined} text
 * @returns {HTMLElement}
 */
export function fill(root, name, text) {
  const element = part(root, name);
  element.textContent = text ?? "";
  element.hidden = !text;
  return element;
}

/**
 * Takes what parts hold out of the page: hidden alone it could still be read out of it.
 * @param {ParentNode} root
 * @param {readonly string[]} names
 */
export function empty(root, names) {
  for (const name of names) part(root, name).replaceChildren();
}

/**
 * Points an svg at one of the page's own symbols.
 * @param {Element} svg
 * @param {string} symbol
 */
export function setSymbol(svg, symbol) {
  svg.querySelector("use")?.setAttribute("href", `#symbol-${symbol}`);
}
