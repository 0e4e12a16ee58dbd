import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { businessName } from '../../src/platform/config/business-name.ts';
import { businessPhone } from '../../src/platform/config/business-phone.ts';

const root = join(import.meta.dirname, '../..');

const demoFile = 'demo/business.json';

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
  /** What guests call, below every page and mail and in calendar entries. */
  phone: v.optional(businessPhone, ''),
  terms: page,
  imprint: page,
  /** An SVG file of the repository; none keeps `public/mark.svg`. */
  logo: v.optional(v.pipe(v.string(), v.regex(/^([\w./-]+\.svg)?$/, 'is not the path of an SVG file')), ''),
  /** Properties of `public/style.css` by their names without `--`, with what stands for them. */
  colours: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[a-z-]+$/, 'is no name of a property')),
      v.pipe(v.string(), v.regex(/^[^;{}<>]+$/, 'is no value of CSS')),
    ),
    {},
  ),
});

/** Whose site it is: what every page says of the business, and whether the demo's pages are among them. */
export interface Business extends v.InferOutput<typeof businessSchema> {
  readonly isDemo: boolean;
}

/** The house of the demonstration, which development, tests and a copy that nobody has filled in show. */
export const demoBusiness: Business = { ...parse(demoFile), isDemo: true };

/** Everything that is wrong in the file of the business, told at once. */
export class BusinessError extends Error {
  readonly faults: readonly string[];
  constructor(file: string, faults: readonly string[]) {
    super(`${file}: ${faults.join('; ')}. See "Make the pages yours" in README.md.`);
    this.faults = faults;
  }
}

/**
 * The business that `business.json` describes. Throws BusinessError, which names each field that is missing or wrong.
 * @param file its path from the root of the repository
 */
export function ownBusiness(file = 'business.json'): Business {
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
  const given = read(file);
  const missing = missingIn(file);
  const result = v.safeParse(businessSchema, given);
  const wrong = (result.issues ?? []).map((issue) => {
    const field = v.getDotPath(issue) ?? '';
    return {
      field,
      says: issue.expected === 'never' ? `${field} is not known` : `${field} ${issue.message}`,
    };
  });
  const known = wrong.map(({ field }) => field);
  const faults = [
    ...missing.map((name) => `${name} is missing`),
    ...wrong.filter(({ field }) => !missing.some((name) => name === field)).map(({ says }) => says),
    ...placeFaults(given, file === demoFile).flatMap(({ field, says }) =>
      known.includes(field) ? [] : [says],
    ),
  ];
  if (!result.success || faults.length > 0) throw new BusinessError(file, faults);
  return result.output;
}

/** What leads to a page, a file or a property that is not there. */
function placeFaults(given: Readonly<Record<string, unknown>>, isDemo: boolean) {
  const folders = isDemo ? ['public', 'demo/site'] : ['public'];
  const pages = (['terms', 'imprint'] as const).flatMap((field) => {
    const path = given[field];
    if (typeof path !== 'string' || !path.startsWith('/')) return [];
    const isThere = folders.some((folder) => existsSync(join(root, folder, path, 'index.html')));
    return isThere ? [] : [{ field, says: `${field} is ${path}, and there is no public${path}index.html` }];
  });
  const { logo } = given;
  const isLogoThere = typeof logo !== 'string' || existsSync(join(root, logo));
  const style = readFileSync(join(root, 'public/style.css'), 'utf8');
  const colours = Object.keys(Object(given.colours))
    .filter((name) => !style.includes(`  --${name}: `))
    .map((name) => ({
      field: `colours.${name}`,
      says: `colours has ${name}, and public/style.css has no --${name}`,
    }));
  return [
    ...pages,
    ...(isLogoThere ? [] : [{ field: 'logo', says: `logo is ${logo}, and there is no such file` }]),
    ...colours,
  ];
}

/** What stands in the file. Throws BusinessError for what is no JSON. */
function read(file: string): Record<string, unknown> {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BusinessError(file, [`is not JSON: ${error.message}`]);
    throw error;
  }
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw new BusinessError(file, ['is no object']);
  return { ...given };
}
