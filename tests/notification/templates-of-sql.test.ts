import { expect, test } from 'vitest';
import { readSqlSources } from '../../ops/database-functions.ts';
import { templatesBySubject } from '../../src/outbox/kinds.ts';

test('every mail that the database writes into the outbox has a template', () => {
  const named = readSqlSources()
    .filter(({ text }) => /\boutbox\b|\bmidas\.enqueue\(/.test(text))
    .flatMap(({ text }) => text.match(/(?<=')(?:guest|owner|user)-[a-z-]+(?=')/g) ?? []);
  expect(named.length).toBeGreaterThan(20);
  const known: string[] = Object.values(templatesBySubject).flatMap((templates) => [...templates]);
  expect(named.filter((template) => !known.includes(template))).toEqual([]);
});
