import { lost } from '../texts/lost.ts';
import { isSaidBy, onTexts } from '../texts/texts.ts';
import { languageOf } from './language.ts';
import { isRenewal, renew } from './renewal.ts';

/**
 * Ends an element that runs, and starts it anew by the kit of today, should a file that it needs not come.
 */
interface Running {
  readonly signal: AbortSignal;
  readonly lose: () => void;
}

/** Loads what an element needs. Answers what starts it, at once. */
export type Prepare = (place: HTMLElement, root: ShadowRoot) => Promise<(running: Running) => void>;

/**
 * A kind of element. A kit that takes an older one's place on the page puts its own way of starting there.
 */
interface Kind {
  prepare: Prepare;
}

/**
 * Until the shape of an element is there, its place is kept as high as that will be, in rem: where the page
 * is narrow, and where it is wide.
 */
export type Heights = readonly [narrow: number, wide: number];

/**
 * Defines a custom element that starts when it comes onto the page and whenever an attribute or its texts
 * change. What was typed and what has the focus outlive the change.
 */
export function defineElement(
  name: string,
  attributes: readonly string[],
  heights: Heights,
  prepare: Prepare,
): void {
  // Ours, or that of another copy of this file.
  const known = customElements.get(name) as (CustomElementConstructor & Kind) | undefined;
  if (known && isRenewal) known.prepare = prepare;
  if (known) return;
  customElements.define(
    name,
    class Midas extends HTMLElement {
      static readonly observedAttributes = ['language', 'endpoint', 'no-heading', ...attributes];
      static prepare = prepare;
      readonly #root = this.attachShadow({ mode: 'open' });
      #running = new AbortController();
      #start: object | undefined;
      #forget = () => {};

      connectedCallback() {
        this.#forget = onTexts((tag) => isSaidBy(languageOf(this).tag, tag) && this.#begin());
        this.#keepPlace();
        this.#begin();
      }

      disconnectedCallback() {
        this.#forget();
        this.#start = undefined;
        this.#running.abort();
      }

      attributeChangedCallback(name: string, before: string | null, after: string | null) {
        if (!this.isConnected || before === after) return;
        // What is shown of something else is not left standing.
        if (name === 'item' || name === 'endpoint') {
          this.#running.abort();
          this.#root.replaceChildren();
          this.#keepPlace();
        }
        this.#begin();
      }

      /**
       * Attributes arrive one by one: what comes at the same time is one start. What is shown meanwhile goes
       * on working.
       */
      #begin() {
        const start = {};
        this.#start = start;
        queueMicrotask(async () => {
          if (start !== this.#start) return;
          const { prepare } = Midas;
          const begin = await prepare(this, this.#root).catch(
            (error) => void (start === this.#start && this.#lose(prepare, error)),
          );
          if (!begin || start !== this.#start) return;
          this.#running.abort();
          this.#running = new AbortController();
          begin({ signal: this.#running.signal, lose: () => this.#lose(prepare) });
        });
      }

      /** Files are lost with a deploy, and with the line. Only the first can be mended here, and once. */
      async #lose(prepare: Prepare, error?: unknown) {
        await renew().catch(() => undefined);
        if (!this.isConnected) return;
        if (Midas.prepare !== prepare) return this.#begin();
        if (error) reportError(error);
        this.#running.abort();
        const [sentence, again] = lost[languageOf(this).language];
        const told = document.createElement('p');
        told.role = 'alert';
        told.part.add('alert');
        told.append(sentence);
        const button = document.createElement('button');
        button.part.add('button');
        button.append(again);
        button.onclick = () => location.reload();
        // What the page has in its place, such as a plain form, works without us.
        this.#root.replaceChildren(told, button, document.createElement('slot'));
      }

      #keepPlace() {
        if (this.#root.hasChildNodes()) return;
        this.#root.adoptedStyleSheets = [soon];
        const kept = document.createElement('div');
        kept.className = 'soon';
        kept.ariaBusy = 'true';
        const [narrow, wide] = heights;
        kept.style.cssText = `--n:${narrow}rem;--w:${wide}rem`;
        kept.append(document.createElement('div'));
        this.#root.append(kept);
      }
    },
  );
}

const soon = new CSSStyleSheet();
soon.replaceSync(
  `:host{display:block;margin-block-end:2rem}:host(:last-child){margin:0}:host([hidden]){display:none}.soon{container-type:inline-size}
.soon>div{block-size:var(--n);border-radius:.5rem;background:color-mix(in srgb,currentColor 4%,transparent)}@container(min-width:44rem){.soon>div{block-size:var(--w)}}`,
);
