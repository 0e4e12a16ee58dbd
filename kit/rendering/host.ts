import { createMidas } from '../client/create-midas.ts';
import type { Language, Midas } from '../client/midas.ts';
import { MidasProblem } from '../client/midas-problem.ts';
import { sheets } from '../styles/sheets.ts';
import { type Texts, textChanges, textsFor } from '../texts/texts.ts';
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
  /** Says something to who listens to the page, in due time. */
  tell(message: string): void;
  /** Says what went wrong, at once and for all to see. */
  alert(message: string): void;
  /** Says what the API refused, unless the element has left meanwhile. What is no refusal is thrown on. */
  refuse(error: unknown): void;
  emit(name: string, detail: object): void;
}

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
  const short = tag.slice(0, 2);
  // The list is that of the type.
  return { tag, language: languages.includes(short) ? (short as Language) : 'en' };
}

/** Defines a custom element that runs `start` when it comes onto the page and whenever an attribute or the texts change. */
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
      static readonly observedAttributes = ['language', 'endpoint', ...attributes];
      readonly #root = this.attachShadow({ mode: 'open' });
      #running = new AbortController();

      connectedCallback() {
        this.#root.adoptedStyleSheets = sheets();
        textChanges.addEventListener('change', this.#start);
        this.#start();
      }

      disconnectedCallback() {
        textChanges.removeEventListener('change', this.#start);
        this.#running.abort();
      }

      attributeChangedCallback(_name: string, before: string | null, after: string | null) {
        if (this.isConnected && before !== after) this.#start();
      }

      /** Attributes arrive one by one: what comes at the same time is one start. */
      #start = () => {
        this.#running.abort();
        this.#running = new AbortController();
        const { signal } = this.#running;
        queueMicrotask(() => signal.aborted || start(hostOf(this, this.#root, ownEndpoint, signal)));
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
  root.replaceChildren(element('div', { lang: texts.locale, class: 'host' }, alerts, step, status));

  function alert(message: string): void {
    alerts.textContent = message;
    alerts.hidden = message === '';
    alerts.focus();
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
    show(title, ...content) {
      const isFirst = !step.hasChildNodes() || step.textContent === texts.wait;
      const heading = element('h2', { id: 'heading', part: 'heading', tabindex: -1 }, title);
      alert('');
      step.replaceChildren(heading, ...present(content));
      if (!isFirst) heading.focus();
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

/** A refusal in the language of the page. The API's own sentences are English, and there say most. */
export function sentenceOf(error: unknown, texts: Texts, language: Language): string {
  if (!(error instanceof MidasProblem)) throw error;
  if (error.status === 0 || (language === 'en' && error.status < 500)) return error.detail;
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[error.code] ?? texts.problems.other;
}
