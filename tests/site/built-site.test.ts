import { globSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { buildSite } from '../../dev/site/build-site.ts';
import { BusinessError, businessToBuild, demoBusiness, ownBusiness } from '../../dev/site/business.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { pages } from '../../src/workflows/message/templates/user-letter.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const given = {
  name: 'Søster & Sons <Boats>',
  address: '"Quay" 3, Svendborg',
  phone: '+45 62 00 00 00',
  terms: 'https://soester.example/terms?v=1&l=en',
  imprint: '/account/terms/',
  logo: '',
  colours: { accent: 'light-dark(#7a1f3d, #f0b8c8)' },
};
const folder = mkdtempSync(join(tmpdir(), 'midas-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = join(import.meta.dirname, '../..');
const fileOf = (business: Readonly<Record<string, unknown>>): string => {
  const file = join(folder, 'business.json');
  writeFileSync(file, JSON.stringify(business));
  return file;
};
const own = join(folder, 'own');
buildSite(own, ownBusiness(fileOf(given)));

const textsIn = (site: string) =>
  globSync('**/*.{html,js,css,svg}', { cwd: site }).map((name) => ({
    name,
    text: readFileSync(join(site, name), 'utf8'),
  }));
const ownTexts = textsIn(own);
const ownHtml = ownTexts.filter(({ name }) => name.endsWith('.html'));

/** Whether the site answers at this path, as Netlify does: a folder by its page. */
const isThere = (path: string) =>
  globSync(path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1), { cwd: own }).length === 1;

test('a live site says nothing of the demo: no house, no sentence, no item, no hint at a sandbox, no mark of a template', () => {
  const ofDemo = [
    /fine.things/i,
    /rue des Voiliers/,
    /demonstration|démonstration/i,
    /none of these exist/i,
    /for-your-site/,
    /sandbox|test card|4242/i,
    /\{\{\w+\}\}|<!--/,
    ...catalogue.flatMap(({ slug, name }) => [new RegExp(`\\b${slug}\\b`), new RegExp(`\\b${name}\\b`)]),
  ];
  const found = ownTexts
    .filter(({ name }) => !/^midas(\/.*)?\.js$/.test(name)) // whose code may hold any of the signs; it says no word of an item
    .flatMap(({ name, text }) => ofDemo.filter((sign) => sign.test(text)).map((sign) => `${name}: ${sign}`));
  expect(found).toEqual([]);
  expect(ownHtml.length).toBeGreaterThan(20);
});

test('every page of it names the business, where it is, its terms and its imprint, in text and never as HTML', () => {
  for (const { name, text } of ownHtml) {
    expect(text, name).toContain('<p>Søster &amp; Sons &lt;Boats&gt;, &quot;Quay&quot; 3, Svendborg</p>');
    expect(text, name).toContain('href="https://soester.example/terms?v=1&amp;l=en"');
    expect(text, name).toContain('<p><a href="tel:+4562000000">+45 62 00 00 00</a></p>');
    expect(text, name).toContain('<a href="/account/terms/">');
    expect(text, name).toMatch(/<title>.*Søster &amp; Sons &lt;Boats&gt;<\/title>/);
  }
  expect(readFileSync(join(own, 'style.css'), 'utf8')).toMatch(
    /--accent: light-dark\(#7a1f3d, #f0b8c8\);\n}\n$/,
  );
});

/** The paths that code leads people to: behind the address of the site, or as text of their own. */
function pathsOf(text: string): string[] {
  const behindSite = text.matchAll(/\$\{[^{}]*(?:site|endpoint)[^{}]*\}(\/[\w./-]*)/g);
  const alone = text.matchAll(/['"`](\/(?:[a-z-]+\/)+)(?=['"`#?])/g);
  return [...behindSite, ...alone].map(([, path]) => path ?? '');
}

test('every page that mails, forms and functions lead to is there, and README names it', () => {
  const code = globSync('{src,kit,netlify}/**/*.{ts,tsx}', { cwd: root }).flatMap((name) =>
    pathsOf(readFileSync(join(root, name), 'utf8')),
  );
  const led = [...code, ...Object.values(pages).map((page) => `/account/${page}/`)].filter(
    (path) => !path.startsWith('/api/') && path !== '/pictures/',
  );
  const wanted = [...new Set(led)].sort();
  expect(wanted).toEqual(
    expect.arrayContaining(['/pay/', '/manage/', '/item/', '/account/reset/', '/reserved/']),
  );
  expect(wanted.filter((path) => !isThere(path))).toEqual([]);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(wanted.filter((path) => path !== '/' && !readme.includes(`\`${path}\``))).toEqual([]);
});

test('no link of it leads nowhere', () => {
  const links = ownHtml.flatMap(({ name, text }) =>
    [...text.matchAll(/ (?:href|src|action|value|item-page)="(\/[^"#?]*)/g)].map(([, path]) => ({
      name,
      path: path ?? '',
    })),
  );
  expect(links.filter(({ path }) => !path.startsWith('/api/') && !isThere(path))).toEqual([]);
  expect(links.length).toBeGreaterThan(100);
});

test.each([
  [{}, ['name is missing', 'address is missing', 'terms is missing', 'imprint is missing']],
  [{ ...given, terms: ' ' }, ['terms is missing']],
  [{ ...given, name: 7, address: undefined }, ['name is missing', 'address is missing']],
])('without what the law wants nothing goes live, and the demo stands in elsewhere', (business, missing) => {
  const file = fileOf(business);
  expect(() => businessToBuild('production', file)).toThrow(
    `${file}: ${missing.join('; ')}. See "Make the pages yours" in README.md.`,
  );
  for (const context of [undefined, 'dev', 'deploy-preview'])
    expect(businessToBuild(context, file)).toBe(demoBusiness);
});

/** What can be wrong with each field, and what is said of it. */
const wrongs: readonly (readonly [string, unknown, string])[] = [
  ['terms', 'javascript:alert(1)', 'terms is neither https://… nor a page such as /terms/'],
  ['imprint', '/nowhere/', 'imprint is /nowhere/, and there is no public/nowhere/index.html'],
  ['colours', { accent: 'red; } body { display: none' }, 'colours.accent is no value of CSS'],
  ['colours', { acent: 'red' }, 'colours has acent, and public/style.css has no --acent'],
  ['name', 'A =?UTF-8?Q?B?= C', 'name may not contain =?'],
  ['logo', 'logo.png', 'logo is not the path of an SVG file'],
  ['logo', 'no-such-logo.svg', 'logo is no-such-logo.svg, and there is no such file'],
  ['phone', '04 93 00 00 00', 'phone is no number with its country, such as +33 4 93 00 00 00'],
  ['fax', '1', 'fax is not known'],
];

test.each(wrongs)('what is wrong is named and nothing is built: %s %j', (field, value, sentence) => {
  const file = fileOf({ ...given, [field]: value });
  expect(() => buildSite(join(folder, 'wrong'), businessToBuild(undefined, file))).toThrow(
    `${file}: ${sentence}. See`,
  );
  expect(globSync('wrong/*', { cwd: folder })).toEqual([]);
});

test.each<[keyof typeof given, unknown]>([
  ['name', 'Another'],
  ['address', 'Elsewhere 1'],
  ['phone', ''],
  ['terms', 'https://another.example/terms'],
  ['imprint', 'https://another.example/imprint'],
  ['logo', 'demo/site/mark.svg'],
  ['colours', { accent: '#123456' }],
])('what business.json says of %s is obeyed', (field, value) => {
  const changed = join(folder, `changed-${field}`);
  buildSite(changed, ownBusiness(fileOf({ ...given, [field]: value })));
  expect(textsIn(changed)).not.toEqual(ownTexts);
  expect(Object.keys(given)).toContain(field);
});

test('all that is wrong is told at once, each at its field', () => {
  const all = Object.fromEntries(wrongs.map(([field, value]) => [field, value]));
  const wanted = [...new Map(wrongs.map(([field, , sentence]) => [field, sentence])).values()];
  expect(faultsOf(fileOf({ ...given, ...all, address: '' })).toSorted()).toEqual(
    ['address is missing', ...wanted].toSorted(),
  );
});

test('of one field two parts that are wrong are both told', () => {
  const colours = { accent: 'red; } body { display: none', acent: 'red' };
  expect(faultsOf(fileOf({ ...given, colours }))).toEqual([
    'colours.accent is no value of CSS',
    'colours has acent, and public/style.css has no --acent',
  ]);
});

test('a file that is no JSON, or no object, is told as that', () => {
  const file = fileOf({});
  writeFileSync(file, '{ "name": "Own" "address": "Quay" }');
  expect(faultsOf(file)).toEqual([expect.stringMatching(/^is not JSON: /)]);
  writeFileSync(file, '[]');
  expect(faultsOf(file)).toEqual(['is no object']);
});

function faultsOf(file: string): readonly string[] {
  try {
    ownBusiness(file);
    return [];
  } catch (error) {
    if (error instanceof BusinessError) return error.faults;
    throw error;
  }
}

test('mails bear the name of the pages: what is deployed takes both from business.json', () => {
  const file = readFileSync(join(root, 'business.json'), 'utf8');
  const { name }: { name: string } = JSON.parse(file);
  const named = (context: string) =>
    parseConfig({ ...testEnvironment, ...urls, BUSINESS_NAME: 'Other' }, context).business.name;
  expect(named('production')).toBe(name || 'Other');
  expect(named('dev')).toBe('Other');
});
const urls = {
  DATABASE_URL: 'postgresql://nobody@database.invalid/none',
  UPSTASH_REDIS_REST_URL: 'https://redis.invalid',
  SMTP_URL: 'smtp://mail.invalid',
};

test('the demo site is whole: its items, its sentence, and the pages of every site', () => {
  const demo = inject('siteFolder');
  for (const { slug } of catalogue)
    expect(globSync(`pictures/${slug}.svg`, { cwd: demo }), slug).toHaveLength(1);
  for (const { name, text } of textsIn(demo).filter((file) => file.name.endsWith('.html'))) {
    expect(text, name).toMatch(/none of these exist, and no money moves|rien de tout cela n’existe/);
    expect(text, name).toContain('Fine Things, 4 rue des Voiliers, Antibes');
    expect(text, name).not.toMatch(/\{\{|<!--demo/);
  }
  for (const { name } of ownHtml) expect(globSync(name, { cwd: demo }), name).toHaveLength(1);
  expect(globSync('business.json', { cwd: demo })).toEqual([]);
});

test('a file that is taken out of the sources goes from the site', () => {
  writeFileSync(join(own, 'old.html'), 'old');
  buildSite(own, ownBusiness(fileOf(given)));
  expect(isThere('/old.html')).toBe(false);
});

test('the host publishes what was built', () => {
  const netlify = readFileSync(join(root, 'netlify.toml'), 'utf8');
  expect(netlify).toMatch(/\[build\]\n {2}command = "npm run build"\n {2}publish = "dist\/site"/);
});

test('built again, what has not changed is not written: netlify dev reads a file that it sees change at once, half written too', () => {
  const again = join(folder, 'again');
  buildSite(again, demoBusiness);
  const headers = join(again, '_headers');
  const page = join(again, 'index.html');
  for (const file of [headers, page]) utimesSync(file, 1, 1);
  writeFileSync(page, 'changed');
  buildSite(again, demoBusiness);
  expect(statSync(headers).mtimeMs).toBe(1000);
  expect(readFileSync(page, 'utf8')).not.toBe('changed');
});
