import type { Context } from 'hono';
import { problems } from '../platform/problems.ts';
import type { Env } from './app.ts';
import type { ApiDocument } from './openapi.ts';
import { siteOrigin } from './site-address.ts';

/** The API for people: one page of plain HTML made from the OpenAPI document, with no script and no foreign host. */
export function docsPage(c: Context<Env>, document: ApiDocument): Response | Promise<Response> {
  const site = siteOrigin(c);
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({
      path,
      method,
      operation: Object(operation),
    })),
  );
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Midas API</title>
        <link rel="icon" href={`${site}/mark.svg`} />
        <link rel="stylesheet" href={`${site}/style.css`} />
      </head>
      <body class="plain docs">
        <main>
          <h1>Midas API</h1>
          <p>
            Money is an integer of minor units with its currency, instants are RFC 3339. The same as a machine
            reads it: <a href="/api/v1/openapi.json">openapi.json</a>.
          </p>
          {operations.map(({ path, method, operation }) => (
            <section>
              <h2>
                <code>
                  {method.toUpperCase()} {path}
                </code>
              </h2>
              <p>
                <strong>{operation.summary}.</strong> {operation.description}
              </p>
              <Parameters parameters={operation.parameters} />
              <Body name="Body" content={operation.requestBody?.content} />
              {Object.entries(operation.responses ?? {}).map(([status, response]) => (
                <Body name={`Answer ${status}`} content={Object(response).content} />
              ))}
            </section>
          ))}
          <h2>Refusals</h2>
          <dl>
            {Object.entries(problems).map(([code, { status, title }]) => (
              <>
                <dt id={code}>
                  <code>{code}</code> ({status})
                </dt>
                <dd>{title}</dd>
              </>
            ))}
          </dl>
        </main>
      </body>
    </html>
  );
  return c.html(`<!doctype html>${page}`, 200, {
    'Content-Security-Policy': `default-src 'none'; style-src ${site}; img-src ${site}; frame-ancestors 'none'; base-uri 'none'`,
  });
}

function Parameters({ parameters }: { parameters: unknown }) {
  if (!Array.isArray(parameters) || parameters.length === 0) return null;
  return (
    <ul>
      {parameters.map((parameter) => (
        <li>
          <code>{parameter.name}</code> ({parameter.in}
          {parameter.required ? ', required' : ''}): <code>{JSON.stringify(parameter.schema)}</code>
        </li>
      ))}
    </ul>
  );
}

function Body({ name, content }: { name: string; content: unknown }) {
  const schema = Object(Object.values(Object(content))[0]).schema;
  if (schema === undefined) return null;
  return (
    <details>
      <summary>{name}</summary>
      <pre>{JSON.stringify(schema, null, 2)}</pre>
    </details>
  );
}
