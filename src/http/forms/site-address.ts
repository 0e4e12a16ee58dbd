import type { Context } from 'hono';
import { fieldProblem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';

const sitePath = /^\/(?![/\\])[\w\-./~]{0,200}$/;

/**
 * The address that a form wants next: a page of the site that it came from, by its path, or of one of our
 * sites by its whole address, as our own pages carry it on, which are of another origin than the form.
 * Without one it is `otherwise`, a page of the main site, for a site of somebody else need not have it.
 * Throws the 422 at `next` for what could lead elsewhere.
 */
export function nextAddress(c: Context<Env>, given: string | undefined, otherwise: string): string {
  if (given === undefined) return `${ownOrigin(c)}${otherwise}`;
  const address = addressOf(c, given);
  if (!address) throw fieldProblem('next', 'Name a page of this site, such as /thank-you/.');
  return address;
}

/**
 * What a page of ours carries on for a field `next`: the whole address, or what was typed when that leads
 * nowhere.
 */
export function carriedNext(c: Context<Env>, given: string): string {
  return addressOf(c, given) ?? given;
}

function addressOf(c: Context<Env>, given: string): string | undefined {
  const { allowedOrigins } = c.env.runtime.config.site;
  const origin = [ownOrigin(c), ...allowedOrigins].find((one) => given.startsWith(`${one}/`));
  const path = origin ? given.slice(origin.length) : given;
  return sitePath.test(path) ? `${origin ?? siteOrigin(c)}${path}` : undefined;
}

/** The main site, which has our pages and our style. */
export function ownOrigin(c: Context<Env>): string {
  return new URL(c.env.runtime.config.site.url).origin;
}

/** The site that a form came from, when it is one of ours, else the main one. */
function siteOrigin(c: Context<Env>): string {
  const origin = c.req.header('Origin');
  return origin && c.env.runtime.config.site.allowedOrigins.includes(origin) ? origin : ownOrigin(c);
}

/** 303 See Other to a page of one of our sites, as the answer to a form post (RFC 9110 section 15.4.4). */
export function seeOther(c: Context<Env>, address: string): Response {
  return c.redirect(address, 303);
}
