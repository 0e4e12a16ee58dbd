import { find, showState } from '../element.js';

/** Shows one part of the page and takes whoever cannot see it there. @param {string} name */
export function goToState(name) {
  showState(name);
  find(`[data-state~="${name}"] h1`).focus();
}

/** Puts text where the page has a place for it. @param {string} name the value of `data-fill` @param {string} text */
export function fill(name, text) {
  for (const place of document.querySelectorAll(`[data-fill="${name}"]`)) place.textContent = text;
}
