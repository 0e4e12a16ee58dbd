import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { businessName } from '../../src/platform/config/business-name.ts';

const root = join(import.meta.dirname, '../..');

/** What a live site cannot be without: its visitors' right to know with whom they deal, and on what terms. */
const needed = ['name', 'address', 'terms', 'imprint'] as const;

/** A page of the site's own, such as `/terms/`, or one elsewhere. Nothing else may become a link. */
const page = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^(https:\/\/[^\s]+|\/([\w-]+\/)*)$/, 'is neither https://… nor a page such as /terms/'),
);

const businessSchema = v.strictObject({
  name: businessName,
  /** One line, as it stands below every page. */
  address: v.pipe(v.string(), v.trim(), v.nonEmpty()),
  terms: page,
  imprint: page,
  /** An SVG file of the repository; none keeps `public/mark.svg`. */
  logo: v.pipe(v.string(), v.regex(/^([\w./-]+\.svg)?$/, 'is not the path of an SVG file')),
  /** Properties of `public/style.css` by their names without `--`, with what stands for them. */
  colours: v.record(
    v.pipe(v.string(), v.regex(/^[a-z-]+$/)),
    v.pipe(v.string(), v.regex(/^[^;{}<>]+$/, 'is no value of CSS')),
  ),
});

/** Whose site it is: what every page says of the business, and whether the demo's pages are among them. */
export interface Business extends v.InferOutput<typeof businessSchema> {
  readonly isDemo: boolean;
}

/** The house of the demonstration, which development, tests and a copy that nobody has filled in show. */
export const demoBusiness: Business = { ...parse('demo/business.json'), isDemo: true };

/**
 * The business that `business.json` describes. Throws one sentence that names what is missing or wrong in it.
 * @param file its path from the root of the repository
 */
export function ownBusiness(file = 'business.json'): Business {
  const missing = missingIn(file);
  if (missing.length > 0)
    throw new Error(
      `${file} has ${new Intl.ListFormat('en').format(missing.map((name) => `no ${name}`))}: a live site needs them, see "Make the pages yours" in README.md.`,
    );
  return { ...parse(file), isDemo: false };
}

/**
 * Whose site is built. In production that is the business, or nothing is built; elsewhere the demo stands in until everything is filled in.
 * @param context Netlify's `CONTEXT`; undefined on a machine of one's own
 */
export function businessToBuild(context: string | undefined, file?: string): Business {
  if (context === 'production' || missingIn(file ?? 'business.json').length === 0) return ownBusiness(file);
  return demoBusiness;
}

function missingIn(file: string): string[] {
  const given = read(file);
  return needed.filter((name) => typeof given[name] !== 'string' || given[name].trim() === '');
}

function parse(file: string): v.InferOutput<typeof businessSchema> {
  const result = v.safeParse(businessSchema, read(file));
  if (result.success) return result.output;
  const wrong = result.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
  throw new Error(`${file}: ${wrong.join('; ')}.`);
}

function read(file: string): Record<string, unknown> {
  const content: unknown = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  return v.parse(v.record(v.string(), v.unknown()), content);
}
