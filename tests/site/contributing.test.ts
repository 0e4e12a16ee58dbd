import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../docs/decisions/', import.meta.url);
const index = readFileSync(new URL('README.md', folder), 'utf8');
const files = readdirSync(folder).filter((file) => file !== 'README.md');

test('every decision is listed once, by number, with its title, a date and a status', () => {
  const listed = [
    ...index.matchAll(
      /^\| (\d+) \| \[(.+)\]\((.+\.md)\) \| \d{4}-\d\d-\d\d \| (in force|replaced by .+) \|$/gm,
    ),
  ];
  const titles = files.map((file) => {
    const [, number, title] = /^# (\d+)\. (.+)\n/.exec(readFileSync(new URL(file, folder), 'utf8')) ?? [];
    expect(file).toMatch(new RegExp(`^0*${number}-`));
    return [number, title, file];
  });
  expect(listed.map(([, number, title, file]) => [number, title, file])).toEqual(titles);
});

test('a decision that was replaced names the one that did', () => {
  for (const [, file = '', by = ''] of index.matchAll(
    /\]\((.+?\.md)\) \| [\d-]+ \| replaced by \[(\d+)\]/g,
  )) {
    expect(readFileSync(new URL(file, folder), 'utf8')).toContain(`decision ${by}`);
  }
});

test('what CONTRIBUTING names is there', () => {
  const root = new URL('../../', import.meta.url);
  const text = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8');
  const named = [...text.matchAll(/`((?:src|tests|netlify|docs|ops|dev)\/[^`<*]*)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
