import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Language } from '../../platform/languages.ts';
import { formTexts } from '../../texts/form.ts';
import type { Env } from '../env.ts';
import { ownOrigin } from './site-address.ts';

interface Head {
  readonly language: Language;
  readonly title: string;
  readonly status: ContentfulStatusCode;
  /** What the page does in the browser, let in by its digest, and the sources that it needs beside. */
  readonly script?: { readonly text: string; readonly sources: Readonly<Record<Source, readonly string[]>> };
}

type Source = 'script-src' | 'connect-src' | 'frame-src';

/**
 * A page of ours in the language of its visitors, wherever the form before it stood: our style sheet,
 * masthead and footer, and no script but its own where it has one.
 */
export function formPage(
  c: Context<Env>,
  { language, title, status, script }: Head,
  content: Child,
): Response {
  const site = ownOrigin(c);
  const { business, site: sites } = c.env.runtime.config;
  const { name } = business;
  const words = formTexts[language].site;
  const page = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} – ${name}`}</title>
        <link rel="icon" href={`${site}/mark.svg`} />
        <link rel="stylesheet" href={`${site}/style.css`} />
        {script && <script type="module">{raw(script.text)}</script>}
      </head>
      <body class="narrow">
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header class="masthead">
          <a class="house" href={`${site}/`}>
            {name}
          </a>
          <nav aria-label={words.main}>
            <a href={`${site}/catalogue/`}>{words.catalogue}</a>
            <a href={`${site}/contact/`}>{words.contact}</a>
            <a href={`${site}/account/`}>{words.account}</a>
          </nav>
        </header>
        <main id="main">
          <h1>{title}</h1>
          {content}
        </main>
        <footer class="colophon">
          <p>{name}</p>
          <p>
            <a href={`${site}/contact/`}>{words.write}</a>
          </p>
        </footer>
      </body>
    </html>
  );
  const policy = `default-src 'none'; ${scriptPolicy(script)}style-src ${site}; img-src ${site}; form-action 'self' ${[site, ...sites.allowedOrigins].join(' ')}; frame-ancestors 'none'; base-uri 'none'`;
  return c.html(`<!doctype html>${page}`, status, {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
  });
}

function scriptPolicy(script: Head['script']): string {
  if (!script) return '';
  const digest = `'sha256-${createHash('sha256').update(script.text).digest('base64')}'`;
  return Object.entries({ ...script.sources, 'script-src': [digest, ...script.sources['script-src']] })
    .map(([name, sources]) => `${name} ${sources.join(' ')}; `)
    .join('');
}
