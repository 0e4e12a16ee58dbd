import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import papaparse from 'papaparse';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { importSchema } from '../../../src/workflows/catalogue/import-items.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, newClient } from '../../support/booking/booking.ts';
import { policyContent } from '../../support/catalogue/coded-content.ts';
import {
  createdItem,
  itemContent,
  postItem,
  putItem,
  readItem,
  type SavedItem,
  translatedContent,
} from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const save = async (item: SavedItem, content: object) =>
  bodyOf(await putItem(stack, item, content), 200, itemVersionRowSchema);

const restore = async (item: SavedItem, version: number) =>
  bodyOf(
    await stack.call(`/catalogue/items/${item.id}/restore`, {
      body: { version },
      headers: { ...staff, 'If-Match': `"${item.version}"` },
      from: newClient(),
    }),
    200,
    itemVersionRowSchema,
  );

test('translations come back as they were sent, in every version; where there are none nothing is said of them', async () => {
  const plain = await createdItem(stack);
  expect(JSON.stringify(plain.content)).not.toContain('translations');
  const { slug, units } = plain.content;
  const sent = translatedContent({ slug: `${slug}` });
  const translated = await save(plain, { ...sent, units });
  expect(translated.content).toEqual({ ...sent, units });
  expect((await readItem(stack, plain.id)).content).toEqual(translated.content);
});

test('what is saved is the whole: without translations there are none any more; an old version brings its own back', async () => {
  const first = await createdItem(stack);
  const second = await save(first, {
    ...translatedContent({ slug: `${first.content.slug}` }),
    units: first.content.units,
  });
  const third = await save(second, first.content);
  expect(third.content).toEqual(first.content);
  const fourth = await restore(third, 2);
  expect(fourth.content).toEqual(second.content);
  const fifth = await restore(fourth, 1);
  expect(fifth.content).toEqual(first.content);
});

test('a policy’s translations are part of its version, which never changes', async () => {
  const put = async (content: object, headers: Record<string, string>) =>
    bodyOf(
      await stack.call('/catalogue/policies/translated', {
        method: 'PUT',
        body: content,
        headers: { ...staff, ...headers },
        from: newClient(),
      }),
      200,
      v.object({ content: v.unknown() }),
    );
  const translations = { fr: { name: 'Modérée', text: 'Cinq jours avant, tout vous revient.' }, es: {} };
  const first = policyContent({ translations });
  expect((await put(first, { 'If-None-Match': '*' })).content).toEqual(first);
  expect((await put(policyContent(), { 'If-Match': '"1"' })).content).toEqual(policyContent());
  const old = await stack.call('/catalogue/policies/translated/versions/1', { headers: staff });
  expect(bodyOf(old, 200, v.object({ content: v.unknown() })).content).toEqual(first);
});

const [extra] = itemContent().extras;
const [vat] = itemContent().taxes;
const duty = { ...vat, name: 'Duty', onExtras: null };
const wrong: readonly (readonly [what: string, change: object, field: string])[] = [
  ['a language that nobody is written to in', { translations: { de: { name: 'Haus' } } }, 'translations.de'],
  ['an empty name', { translations: { fr: { name: ' ' } } }, 'translations.fr.name'],
  ['a text that is not translated', { translations: { fr: { city: 'Nice' } } }, 'translations.fr.city'],
  ['a name of two lines', { translations: { es: { name: 'a\nb' } } }, 'translations.es.name'],
  ['a feature without words', { translations: { es: { features: [''] } } }, 'translations.es.features.0'],
  [
    'an extra without a name in the language',
    { extras: [{ ...extra, translations: { fr: {} } }] },
    'extras.0.translations.fr.name',
  ],
  [
    'a tax by the name of another in a language',
    { taxes: [vat, { ...duty, translations: { fr: { name: 'VAT' } } }] },
    'taxes.1.translations.fr.name',
  ],
  [
    'a tax that is translated into the name of another',
    { taxes: [{ ...vat, translations: { es: { name: 'Duty' } } }, duty] },
    'taxes.0.translations.es.name',
  ],
];

test.each(wrong)('%s is refused at its field', async (_, change, field) => {
  expect(refusedFields(await postItem(stack, { ...itemContent(), ...change }))).toEqual([field]);
});

const sendTable = (table: string) =>
  stack.call('/catalogue/import', {
    method: 'POST',
    body: table,
    headers: { ...staff, 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });

test('a table as it was before there were translations is still taken; with a wrong one it names row and field', async () => {
  const made = await createdItem(stack);
  const exported = await stack.call('/catalogue/export?format=csv', { headers: staff, from: newClient() });
  const { data } = papaparse.parse<Record<string, string>>(exported.text.replace('\ufeff', ''), {
    header: true,
  });
  const row = data.find(({ id }) => id === made.id);
  const { translations, ...before } = row ?? {};
  expect(translations).toBe('');
  bodyOf(await sendTable(papaparse.unparse([before])), 200, importSchema);
  const wrongRow = { ...before, version: '2', translations: '{"fr":{"name":""}}' };
  expect(refusedFields(await sendTable(papaparse.unparse([wrongRow])))).toEqual([
    'rows.2.translations.fr.name',
  ]);
  expect(
    refusedFields(await sendTable(papaparse.unparse([{ ...wrongRow, translations: 'French' }]))),
  ).toHaveLength(1);
});

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const given = fc.record(
  { name: words, summary: words, description: words, features: fc.array(words, { maxLength: 3 }) },
  { requiredKeys: [] },
);

test('property: whatever translations are taken, reading, exporting and restoring give them back', async () => {
  let item = await createdItem(stack);
  await fc.assert(
    fc.asyncProperty(fc.record({ fr: given, es: given }, { requiredKeys: [] }), async (translations) => {
      const answer = await putItem(stack, item, { ...item.content, translations });
      if (answer.status === 422) {
        for (const field of refusedFields(answer)) expect(field).toMatch(/^translations\.(fr|es)\./);
        return;
      }
      const saved = bodyOf(answer, 200, itemVersionRowSchema);
      // What was taken once is taken again as it is.
      const again = await save(saved, saved.content);
      expect(again.content).toEqual(saved.content);
      item = await restore(again, saved.version);
      expect(item.content).toEqual(saved.content);
    }),
    { numRuns: 15 },
  );
});
