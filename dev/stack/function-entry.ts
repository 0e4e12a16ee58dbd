import type { FunctionModule } from '../functions-server.ts';

/** Under this name an answer of a function carries its status past `netlify dev` to the front, which puts it back. */
export const statusHeader = 'x-midas-status';

/**
 * The source of a function's entry for `netlify dev`: its routes, and the bundle of the moment, which the variable `folder` names
 * the folder of (so that it is not traced for seconds at each start).
 *
 * netlify-cli 27.10 takes a 403 or 404 of a function for a file that is missing, as the CDN does for pages alone, and asks for
 * `<path>.html` and `<path>/index.html` instead (`alternativePathsFor` in its `utils/proxy`): people see the 404 or 405 of those.
 * So these two go past it as 470, which nobody else says.
 */
export function functionEntry(name: string, config: FunctionModule['config'], folder: string): string {
  return `export default async (request, context) => {
  const { default: answer } = await import(process.env.${folder} + '${name}.mjs');
  const response = await answer(request, context);
  if (response.status !== 403 && response.status !== 404) return response;
  const headers = new Headers(response.headers);
  headers.set('${statusHeader}', String(response.status));
  return new Response(response.body, { status: 470, headers });
};
export const config = ${JSON.stringify(config)};
`;
}
