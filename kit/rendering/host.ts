import { createMidas } from '../client/create-midas.ts';
import type { Language, Midas } from '../client/midas.ts';
import { MidasProblem } from '../client/midas-problem.ts';
import { sheets } from '../styles/sheets.ts';
import { isSpoken, type Texts, textChanges, textsFor } from '../texts/texts.ts';
import { type Child, element, present } from './element.ts';
import { type Formats, formatsFor } from './formats.ts';

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
}

/** So long something may take before a word is said. */
export const patienceMs = 8_000;
const languages: readonly string[] = ['en', 'fr', 'es'];
const clients = new Map<string, Midas>();

/** One client for all elements that ask the same API in the same language. */
export function clientFor(baseUrl: string, language: Language): Midas {
  const name = `${language} ${baseUrl}`;
  const client = clients.get(name) ?? createMidas({ baseUrl, language });
  clients.set(name, client);
  return client;
}

/** The language that a part of the page is in, and the nearest that the API writes to guests in. */
export function languageOf(place: Element): { tag: string; language: Language } {
  const tag = place.getAttribute('language') ?? place.closest('[lang]')?.getAttribute('lang') ?? 'en';
  const short = tag.slice(0, 2).toLowerCase();
  // The list is that of the type.
  return { tag, language: languages.includes(short) ? (short as Language) : 'en' };
}

const missing = new Set<string>();

/** Tells the developer of a language that nobody has given texts for, once, when all scripts of the page have had their turn. */
function warnOfMissing(tag: string): void {
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

/**
 * Defines a custom element that runs `start` when it comes onto the page and whenever an attribute or its texts change. What
 * was typed and what has the focus outlive the change.
 */
export function defineElement(
  name: string,
  ownEndpoint: string,
  attributes: readonly string[],
  start: (host: Host) => unknown,
): void {
  if (customElements.get(name)) return;
  customElements.define(
    name,
    class extends HTMLElement {
      static readonly observedAttributes = ['language', 'endpoint', 'no-heading', ...attributes];
      readonly #root = this.attachShadow({ mode: 'open' });
      #running = new AbortController();
      #texts: Texts | undefined;

      connectedCallback() {
        this.#root.adoptedStyleSheets = sheets();
        textChanges.addEventListener('change', this.#reword);
        this.#start();
      }

      disconnectedCallback() {
        textChanges.removeEventListener('change', this.#reword);
        this.#running.abort();
      }

      attributeChangedCallback(name: string, before: string | null, after: string | null) {
        if (!this.isConnected || before === after) return;
        // What is shown of something else is not left standing.
        if (name === 'item' || name === 'endpoint') this.#root.replaceChildren();
        this.#start();
      }

      #reword = () => {
        if (this.#texts && this.#texts !== textsFor(languageOf(this).tag)) this.#start();
      };

      /** Attributes arrive one by one: what comes at the same time is one start. */
      #start = () => {
        this.#running.abort();
        this.#running = new AbortController();
        const { signal } = this.#running;
        queueMicrotask(() => {
          if (signal.aborted) return;
          const host = hostOf(this, this.#root, ownEndpoint, signal);
          this.#texts = host.texts;
          start(host);
        });
      };
    },
  );
}

function hostOf(place: HTMLElement, root: ShadowRoot, ownEndpoint: string, signal: AbortSignal): Host {
  const attribute = (name: string) => place.getAttribute(name) ?? '';
  const { tag, language } = languageOf(place);
  const texts = textsFor(tag);
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
  warnOfMissing(tag);

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
    if (root.hasChildNodes() && !frame.isConnected) return;
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
  if (!(error instanceof MidasProblem)) throw error;
  if (error.status === 0 || (language === 'en' && error.status < 500)) return error.detail;
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[error.code] ?? texts.problems.other;
}
