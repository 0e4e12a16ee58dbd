import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Problem, problems } from '../platform/problems.ts';
import type { Env } from './app.ts';
import { siteOrigin } from './site-address.ts';

/** A page of ours for visitors without script: the site's own style sheet, nothing else. */
export function formPage(
  c: Context<Env>,
  title: string,
  status: ContentfulStatusCode,
  content: Child,
): Response {
  const site = siteOrigin(c);
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href={`${site}/mark.svg`} />
        <link rel="stylesheet" href={`${site}/style.css`} />
      </head>
      <body class="plain">
        <main>
          <h1>{title}</h1>
          {content}
        </main>
      </body>
    </html>
  );
  const policy = `default-src 'none'; style-src ${site}; img-src ${site}; form-action 'self' ${site}; frame-ancestors 'none'; base-uri 'none'`;
  return c.html(`<!doctype html>${page}`, status, {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
  });
}

/** The form once more after a refusal: every field kept, the errors on top and beside the fields. */
export function refusedFormPage(
  c: Context<Env>,
  fields: Readonly<Record<string, string>>,
  problem: Problem,
): Response {
  const { status, title } = problems[problem.code];
  const errors = problem.details.errors ?? [];
  const messageFor = (name: string) => errors.find((error) => error.field === name)?.message;
  const names = [...new Set([...Object.keys(fields), ...errors.map((error) => error.field)])].filter(
    (name) => name !== '',
  );
  return formPage(
    c,
    title,
    status,
    <>
      <p role="alert" class="refused">
        {problem.message}
      </p>
      <form method="post" action={c.req.path}>
        {names.map((name) => {
          const message = messageFor(name);
          return isKept(name) && !message ? (
            <input type="hidden" name={name} value={fields[name] ?? ''} />
          ) : (
            <p>
              <label for={name}>{labelOf(name)}</label>
              {name.endsWith('message') ? (
                <textarea
                  id={name}
                  name={name}
                  rows={6}
                  aria-describedby={message ? `${name}-error` : undefined}
                >
                  {fields[name] ?? ''}
                </textarea>
              ) : (
                <input
                  id={name}
                  name={name}
                  value={fields[name] ?? ''}
                  aria-invalid={message ? 'true' : undefined}
                  aria-describedby={message ? `${name}-error` : undefined}
                />
              )}
              {message && (
                <span class="error" id={`${name}-error`}>
                  {message}
                </span>
              )}
            </p>
          );
        })}
        <button type="submit">Send again</button>
      </form>
    </>,
  );
}

/** Fields that a visitor never typed and cannot mend: kept, but not shown. */
function isKept(name: string): boolean {
  return ['quote', 'next', 'item', 'language', 'website', 'acceptedPolicy'].includes(name);
}

/** `guest.email` is "Email" to a person. */
function labelOf(name: string): string {
  const last = (name.split('.').at(-1) ?? name).replace(/([A-Z])/g, ' $1').toLowerCase();
  return last.charAt(0).toUpperCase() + last.slice(1);
}
