import type { Context } from 'hono';
import { fieldProblem } from '../platform/problems.ts';
import type { Env } from './app.ts';

const sitePath = /^\/(?![/\\])[\w\-./~]{0,200}$/;

/** The page that a form wants next: a path that can only lead to the same site, or `otherwise` when it names none. */
export function nextPage(given: string | undefined, otherwise: string): string {
  if (given === undefined) return otherwise;
  if (!sitePath.test(given)) throw fieldProblem('next', 'Name a page of this site, such as /thank-you/.');
  return given;
}

/** The site that a form came from, when it is one of ours, else the main one. */
export function siteOrigin(c: Context<Env>): string {
  const { allowedOrigins, url } = c.env.runtime.config.site;
  const origin = c.req.header('Origin');
  return origin && allowedOrigins.includes(origin) ? origin : new URL(url).origin;
}

/** 303 See Other to a page of the same site, as the answer to a form post (RFC 9110 section 15.4.4). */
export function seeOther(c: Context<Env>, path: string): Response {
  return c.redirect(new URL(path, siteOrigin(c)).href, 303);
}
