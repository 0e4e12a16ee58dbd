/**
 * Makes an element. Text goes in as text, never as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes] a function is a listener; false, null and undefined leave one out
 * @param {...(Node | string | number | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') made.addEventListener(name, /** @type {EventListener} */ (value));
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(
    ...children
      .filter((child) => child !== false && child != null)
      .map((child) => /** @type {Node} */ (child)),
  );
  return made;
}

/** The element of the page that a script cannot do without. @param {string} selector @param {ParentNode} [within] */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`This page lacks ${selector}.`);
  return found;
}

/** Shows one part of the page and hides the others. @param {string} name the value of its `data-state` */
export function showState(name) {
  for (const part of document.querySelectorAll('[data-state]')) {
    /** @type {HTMLElement} */ (part).hidden = !(part.getAttribute('data-state') ?? '')
      .split(' ')
      .includes(name);
  }
}
