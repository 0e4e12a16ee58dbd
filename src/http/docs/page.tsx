import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Env } from '../env.ts';
import type { ApiDocument } from '../openapi/api-document.ts';
import { type Endpoint, endpointsOf } from './endpoint.ts';
import { exampleValues } from './examples.ts';
import { guide } from './guide.tsx';
import { Problems } from './problems.tsx';
import { docsScript } from './script.ts';
import { Section } from './section.tsx';
import { problemExample } from './snippets.ts';
import { docsStyle } from './style.ts';

/** Nothing but this very script and this very style, and calls to where the page came from (CSP 3, 2.3.1). */
const policy = [
  "default-src 'none'",
  `script-src '${digestOf(docsScript)}'`,
  `style-src '${digestOf(docsStyle)}'`,
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

interface Drawn {
  readonly day: string;
  readonly html: string;
}

/**
 * The page of each document: to draw it takes a quarter of a second, and it changes once a day, with the dates of its
 * examples.
 */
const drawn = new WeakMap<ApiDocument, Drawn>();

/** The API for people: one page made from the OpenAPI document, whole in itself, that can be read without its script. */
export function docsPage(c: Context<Env>, document: ApiDocument): Response | Promise<Response> {
  const { clock, config } = c.env.runtime;
  const now = clock.now();
  const day = now.toISOString().slice(0, 10);
  const known = drawn.get(document);
  const html = known?.day === day ? known.html : draw(document, config.site.url, now);
  drawn.set(document, { day, html });
  return c.html(html, 200, { 'Content-Security-Policy': policy });
}

function draw(document: ApiDocument, site: string, now: Date): string {
  const values = exampleValues(now);
  const endpoints = endpointsOf(document);
  const parts = document.tags.map(({ name, description }) => ({
    id: `tag-${name.toLowerCase().replaceAll(' ', '-')}`,
    name,
    description,
    endpoints: endpoints.filter(({ tag }) => tag === name),
  }));
  const chapters = guide(endpoints, site, values);
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Midas API</title>
        <link rel="icon" href="/mark.svg" />
        <style>{raw(docsStyle)}</style>
      </head>
      <body>
        <a class="skip" href="#content">
          To the content
        </a>
        <div class="frame">
          <header>
            <h1>Midas API</h1>
            <p class="lead">
              What is free, what it costs, holding it, paying for it: every call that the pages of this site
              make, and those of the house behind them.
            </p>
          </header>
          <div class="columns">
            <nav aria-label="Contents">
              <ul>
                {chapters.map(({ id, title }) => (
                  <li>
                    <a href={`#${id}`}>{title}</a>
                  </li>
                ))}
                <li>
                  <a href="#errors">Errors</a>
                </li>
                {parts.map(({ id, name, endpoints: own }) => (
                  <li>
                    <Contents id={id} name={name} endpoints={own} />
                  </li>
                ))}
              </ul>
            </nav>
            <main id="content">
              {chapters.map(({ id, title, content }) => (
                <section>
                  <h2 id={id}>
                    <a href={`#${id}`}>{title}</a>
                  </h2>
                  {content}
                </section>
              ))}
              <section>
                <h2 id="errors">
                  <a href="#errors">Errors</a>
                </h2>
                <p>
                  Every refusal is a problem of RFC 9457, <code>application/problem+json</code>:{' '}
                  <code>type</code> leads to its place here, <code>code</code> is stable and what a program
                  looks at, <code>title</code> and <code>detail</code> are sentences for people,{' '}
                  <code>errors</code> names fields, and <code>requestId</code> is what to tell us. Any address
                  may also answer 405 and 500.
                </p>
                <pre>
                  <code>{problemExample(site)}</code>
                </pre>
                <Problems />
              </section>
              {parts.map(({ id, name, description, endpoints: own }) => (
                <section>
                  <h2 id={id}>
                    <a href={`#${id}`}>{name}</a>
                  </h2>
                  <p>{description}</p>
                  {own.map((endpoint) => (
                    <Section endpoint={endpoint} site={site} values={values} />
                  ))}
                </section>
              ))}
            </main>
          </div>
          <footer>
            The same for machines: <a href="/api/v1/openapi.json">openapi.json</a>
          </footer>
        </div>
        <p role="status" id="told" class="unseen" />
        <script>{raw(docsScript)}</script>
      </body>
    </html>
  );
  return `<!doctype html>${page}`;
}

function Contents({ id, name, endpoints }: { id: string; name: string; endpoints: readonly Endpoint[] }) {
  return (
    <details>
      <summary>{name}</summary>
      <ul>
        <li>
          <a href={`#${id}`}>All of them</a>
        </li>
        {endpoints.map((endpoint) => (
          <li>
            <a href={`#${endpoint.id}`}>
              {endpoint.summary} <code>{endpoint.method}</code>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
