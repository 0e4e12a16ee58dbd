import type { Context } from 'hono';
import { raw } from 'hono/html';
import { css, cssHash } from '../stripe/pages/pay-style.ts';

/** People whom the page offers; any other can be typed. */
const people = [
  { email: 'ada@gmail.example', name: 'Ada Lovelace' },
  { email: 'grace@gmail.example', name: 'Grace Hopper' },
] as const;

/** The page on which somebody says who they are. `fields` go through it unchanged. */
export function chooserPage(
  c: Context,
  provider: string,
  action: string,
  fields: Readonly<Record<string, string>>,
  backTo: string,
) {
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src ${cssHash}; form-action 'self' ${backTo}; frame-ancestors 'none'; base-uri 'none'`,
  );
  const hidden = Object.entries(fields).map(([name, value]) => (
    <input type="hidden" name={name} value={value} />
  ));
  return c.html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox sign-in</title>
        <style>{raw(css)}</style>
      </head>
      <body>
        <main>
          <h1>Choose an account</h1>
          <p>This plays {provider}. Nobody’s real account is involved.</p>
          {people.map(({ email, name }) => (
            <form method="post" action={action}>
              {hidden}
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="name" value={name} />
              <button type="submit">
                {name} ({email})
              </button>
            </form>
          ))}
          <form method="post" action={action}>
            {hidden}
            <label>
              Another address <input type="email" name="email" required />
            </label>
            <label>
              <input type="checkbox" name="unverified" value="yes" /> not verified
            </label>
            <button type="submit">Go on</button>
          </form>
          <form method="post" action={action}>
            {hidden}
            <button type="submit" name="deny" value="yes">
              Deny
            </button>
          </form>
        </main>
      </body>
    </html>,
  );
}
