import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Language } from '../booking/reservation-request.ts';
import type { Env } from './app.ts';
import { formTexts } from './form-texts/by-language.ts';
import { siteOrigin } from './site-address.ts';

interface Head {
  readonly language: Language;
  readonly title: string;
  readonly status: ContentfulStatusCode;
}

/** A page of ours for visitors without script, in their language: the site's style sheet, masthead and footer, nothing else. */
export function formPage(c: Context<Env>, { language, title, status }: Head, content: Child): Response {
  const site = siteOrigin(c);
  const { name } = c.env.runtime.config.business;
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
  const policy = `default-src 'none'; style-src ${site}; img-src ${site}; form-action 'self' ${site}; frame-ancestors 'none'; base-uri 'none'`;
  return c.html(`<!doctype html>${page}`, status, {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
  });
}
