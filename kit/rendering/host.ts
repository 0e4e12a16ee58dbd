import type { Language, Midas } from '../client/midas.ts';
import type { Files, Load } from '../loading/files.ts';
import { baseCss } from '../styles/base.ts';
import { errorsCss } from '../styles/errors.ts';
import { formCss } from '../styles/form.ts';
import { sheetOf } from '../styles/sheets.ts';
import type { Texts } from '../texts/texts.ts';
import { type Child, element, present } from './element.ts';
import { type Formats, formatsFor } from './formats.ts';
import { isProblem } from './problem.ts';

/** What an element on the page has to work with, from one start to the next. */
export interface Host {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  readonly midas: Midas;
  readonly texts: Texts;
  readonly format: Formats;
  /** Where the API and its pages are. */
  readonly endpoint: string;
  readonly language: Language;
  /** Ends when the element leaves the page or starts again. */
  readonly signal: AbortSignal;
  attribute(name: string): string;
  /** The item that the element names, or else the address of the page, `?item=`. */
  readonly item: string;
  /** Styles what is shown from now on. */
  style(css: string): void;
  /** Shows a step. Its heading gets the focus, unless it is the first: a page that opens leaves the focus where it is. */
  show(title: string, ...content: readonly Child[]): void;
  /** The same of what the element is there for, whose heading the page may say itself (`no-heading`). */
  open(title: string, ...content: readonly Child[]): void;
  /**
   * Says that something is on its way, in the shape that it will have, so that nothing on the page moves when it comes; and says
   * so in words when it has not come for a while. What is shown from before stays meanwhile.
   */
  wait(...shape: readonly Child[]): void;
  /** Somebody comes back from elsewhere for what is shown next: it is led to, wherever it stands on the page. */
  arrive(): void;
  /** Says something to who listens to the page, in due time. */
  tell(message: string): void;
  /** Says what went wrong, at once and for all to see. */
  alert(message: string): void;
  /** Says what the API refused, unless the element has left meanwhile. What is no refusal is thrown on. */
  refuse(error: unknown): void;
  emit(name: string, detail: object): void;
  /**
   * A file that was not needed from the start. Where it does not come, nothing is answered: the element
   * begins anew, or says so.
   */
  readonly load: Load;
  /** Files that will be needed, so that nobody waits for them then. */
  loadAhead(...names: (keyof Files)[]): void;
}

/** So long something may take before a word is said. */
export const patienceMs = 8_000;

const missing = new Set<string>();

/** Tells the developer of a language that nobody has given texts for, once, when all scripts of the page have had their turn. */
function warnOfMissing(tag: string, isSpoken: Given['isSpoken']): void {
  const warn = () => {
    if (isSpoken(tag) || missing.has(tag)) return;
    missing.add(tag);
    // biome-ignore lint/suspicious/noConsole: it is for the developer of the page
    console.warn(
      `Midas has no texts in "${tag}" and speaks English. Give them with setMidasTexts('${tag}', …).`,
    );
  };
  if (document.readyState === 'complete') warn();
  else addEventListener('load', warn, { once: true });
}

/** What the first file has for the others, which cannot import it: its address may be any. */
export interface Given {
  readonly tag: string;
  readonly language: Language;
  readonly texts: Texts;
  /** Where the script came from. */
  readonly ownEndpoint: string;
  clientFor(baseUrl: string, language: Language): Midas;
  isSpoken(tag: string): boolean;
  readonly load: Load;
  /** A file does not come. */
  lose(): void;
}

/** What an element starts with. */
export function hostOf(
  place: HTMLElement,
  root: ShadowRoot,
  { tag, language, texts, ownEndpoint, clientFor, isSpoken, load, lose }: Given,
  signal: AbortSignal,
): Host {
  const attribute = (name: string) => place.getAttribute(name) ?? '';
  const endpoint = new URL(attribute('endpoint') || ownEndpoint, location.href).href.replace(/\/+$/, '');
  const alerts = element('p', { role: 'alert', class: 'alert', part: 'alert', tabindex: -1, hidden: true });
  const status = element('p', { role: 'status', class: 'unseen' });
  const step = element('section', { part: 'step', 'aria-labelledby': 'heading' });
  const frame = element('div', { lang: texts.locale, class: 'host' }, alerts, step, status);
  const typed = keepTyped(place, root);
  let isArriving = false;
  let isUsed = false;
  for (const deed of ['pointerdown', 'keydown', 'input', 'click'])
    place.addEventListener(deed, () => (isUsed = true), { signal });
  for (const css of [baseCss + formCss, errorsCss]) style(css);
  warnOfMissing(tag, isSpoken);

  function style(css: string): void {
    const sheet = sheetOf(css);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  }

  /** Takes the focus from who has done something here or comes back to it; a page that opens keeps its own, and its place. */
  function alert(message: string): void {
    alerts.textContent = message;
    alerts.hidden = message === '';
    if (isUsed || isArriving) alerts.focus();
  }

  function show(title: string, isUnseen: boolean, content: readonly Child[]): void {
    const isFirst = !isArriving && !step.querySelector('h2');
    const attributes = { id: 'heading', part: 'heading', tabindex: -1, class: isUnseen && 'unseen' };
    const heading = element('h2', attributes, title);
    // What stands below keeps its place when less comes than the shape has kept free, until the next step or another width.
    const kept = step.ariaBusy ? `${step.offsetHeight}px` : '';
    alert('');
    step.replaceChildren(heading, ...present(content));
    step.style.minBlockSize = kept;
    if (kept) addEventListener('resize', letGo, { signal, once: true });
    step.ariaBusy = null;
    if (!frame.isConnected) root.replaceChildren(frame);
    if (typed.giveBack(step) || isFirst) return;
    heading.focus();
    // The browser is content with the last line of the window.
    const { top } = heading.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) heading.scrollIntoView();
  }

  function letGo(): void {
    step.style.minBlockSize = '';
  }

  function wait(shape: readonly Child[]): void {
    const before = root.firstElementChild;
    if (before && before !== frame && before.className !== 'soon') return;
    const word = element('span', { class: 'unseen' }, texts.wait);
    const note = element('p', { class: 'bone title', role: 'status' }, word);
    letGo();
    step.ariaBusy = 'true';
    step.replaceChildren(
      note,
      element('div', { class: 'bones', inert: true, 'aria-hidden': 'true' }, ...present(shape)),
    );
    root.replaceChildren(frame);
    const timer = setTimeout(() => {
      note.className = 'title';
      note.textContent = texts.slow;
    }, patienceMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }

  return {
    element: place,
    root,
    texts,
    endpoint,
    language,
    signal,
    attribute,
    item: attribute('item') || (new URLSearchParams(location.search).get('item') ?? ''),
    style,
    alert,
    midas: clientFor(endpoint, language),
    format: formatsFor(texts),
    show: (title, ...content) => show(title, false, content),
    open: (title, ...content) => show(title, place.hasAttribute('no-heading'), content),
    wait: (...shape) => wait(shape),
    arrive() {
      isArriving = true;
    },
    tell(message) {
      status.textContent = message;
    },
    refuse(error) {
      if (!signal.aborted) alert(sentenceOf(error, texts, language));
    },
    loadAhead(...names) {
      // Whoever needs one hears of it.
      for (const name of names) load(name).catch(() => undefined);
    },
    load: (name) => load(name).catch(() => new Promise<never>(lose)),
    emit: (name, detail) =>
      place.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
  };
}

/**
 * What stands in the fields of an element that starts again, and which of its parts has the focus. `giveBack` puts both into
 * what is shown next, and answers whether the focus has found its place.
 */
function keepTyped(place: HTMLElement, root: ShadowRoot): { giveBack(step: HTMLElement): boolean } {
  // A reservation keeps a draft of its own, with its item.
  const controls = place.localName === 'midas-reservation' ? [] : controlsIn(root);
  let typed = controls.map(({ name, value, checked }) => [name, { value, checked }] as const);
  const { activeElement } = root;
  let focused = activeElement && (activeElement.id || 'heading');
  return {
    giveBack(step) {
      const kept = new Map(typed);
      for (const control of controlsIn(step)) Object.assign(control, kept.get(control.name));
      const focus = focused ? (root.getElementById(focused) ?? root.getElementById('heading')) : null;
      focus?.focus();
      [typed, focused] = [[], null];
      return focus !== null;
    },
  };
}

const controlsIn = (place: ParentNode) => [
  ...place.querySelectorAll<HTMLInputElement>('input[name],select[name],textarea[name]'),
];

/** A refusal in the language of the page. The API's own sentences are English, and there say most. */
export function sentenceOf(error: unknown, texts: Texts, language: Language): string {
  if (!isProblem(error)) throw error;
  if (error.status === 0 || (language === 'en' && error.status < 500)) return error.detail;
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[error.code] ?? texts.problems.other;
}
