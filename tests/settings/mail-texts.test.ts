import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { languages } from '../../src/platform/languages.ts';
import { guestTemplates } from '../../src/settings/mail-texts.ts';
import { mailPreviewSchema } from '../../src/workflows/settings/preview-mail.ts';
import { staff } from '../support/account/staff.ts';
import { bodyOf, newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';
import { one, startTripCounter } from '../support/http/round-trips.ts';
import { businessContent, putSetting, set, mailText as text } from '../support/settings.ts';

const stack = useStack();
beforeEach(async () => {
  await set(stack, 'mail-texts', { texts: [] });
  await set(stack, 'business', businessContent());
  await stack.mailbox.clear();
});

async function mailOfHold() {
  await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada <b>', email: 'ada@guests.example' });
  await stack.database.query(`update outbox set due_at = $1 where status = 'pending'`, [stack.clock.now()]);
  const body = { name: 'Eve', email: 'eve@guests.example', message: 'Is the terrace heated?' };
  await stack.call('/contact', {
    body,
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  await stack.functions.settled();
  const mail = stack.mailbox.messages().find(({ to }) => to.includes('ada@guests.example'));
  if (!mail) throw new Error('no mail');
  return mail;
}

const preview = (body: unknown) =>
  stack.call('/settings/mail-texts/previews', { body, headers: staff, from: newClient() });

test('a mail has the owner’s subject, and their paragraphs after the greeting and before the signature; ours stay', async () => {
  const before = await mailOfHold();
  await stack.mailbox.clear();
  await set(stack, 'mail-texts', {
    texts: [
      text({ language: 'fr', opening: 'Bonjour de nous' }),
      text({
        subject: 'Yours until soon: {itemName} ({reference})',
        opening: 'So good that you come to {city}, {guestName}.\n\nFrom {startsAt} on.',
        closing: 'All the best from {businessName}.',
      }),
    ],
  });
  const { subject, text: written = '', html } = await mailOfHold();
  expect(subject).toMatch(/^Yours until soon: .+ \([A-Z0-9]{4}-[A-Z0-9]{4}\)$/);
  const paragraphs = written?.split('\n\n') ?? [];
  expect(paragraphs[1]).toBe('Dear Ada <b>,');
  expect(paragraphs[2]).toMatch(/^So good that you come to .+, Ada <b>\.$/);
  expect(paragraphs[3]).toMatch(/^From .+ on\.$/);
  expect(paragraphs[4]).toMatch(/^We are holding/);
  const signature = paragraphs.findIndex((one) => one.startsWith('With kind regards'));
  expect(paragraphs[signature - 1]).toBe('All the best from Fine Things.');
  expect(html).toContain('Ada &lt;b&gt;.');
  // All that was said before is still there.
  expect(paragraphs.length).toBe((before.text ?? '').split('\n\n').length + 3);
  expect(written).not.toContain('Bonjour');
});

test.each([
  [{ subject: 'To {guestName}' }, 'subject'],
  [{ subject: ' ' }, 'subject'],
  [{ subject: 'x'.repeat(141) }, 'subject'],
  [{ subject: 'a\nb' }, 'subject'],
  [{ opening: 'Dear {guest}' }, 'opening'],
  [{ opening: 'Dear {' }, 'opening'],
  [{ opening: 'Dear {constructor}' }, 'opening'],
  [{ closing: 'Bye {{guestName}}' }, 'closing'],
  [{ closing: '' }, 'closing'],
  [{ template: 'owner-new-reservation' }, 'template'],
  [{ language: 'de' }, 'language'],
])('a text with %j is refused at its field, saved or looked at', async (change, field) => {
  const body = text(change);
  expect(refusedFields(await preview(body))).toEqual([field]);
  const saved = await putSetting(stack, 'mail-texts', { texts: [text({ language: 'es' }), body] }, 1);
  expect(refusedFields(saved)).toEqual([`texts.1.${field}`]);
});

test('two texts for one mail in one language are refused', async () => {
  const twice = await putSetting(stack, 'mail-texts', { texts: [text(), text()] }, 1);
  expect(refusedFields(twice)).toEqual(['texts.1']);
});

test('each mail can be looked at in each language, of the business as it is, also in one that it does not offer', async () => {
  await set(stack, 'business', businessContent({ name: 'Maison Azur', languages: ['fr'] }));
  for (const template of guestTemplates)
    for (const language of languages) {
      const said = text({ template, language, opening: `${language} {guestName} {endsAt}`, closing: 'END' });
      const shown = bodyOf(await preview(said), 200, mailPreviewSchema);
      expect(shown.text, template).toContain(`\n\n${language} Camille Martin `);
      expect(shown.text, template).toMatch(/END\n\n[^\n]+\nMaison Azur/);
      expect(shown.html, template).toContain(`${language} Camille Martin `);
    }
  const { rows } = await stack.database.query(`select from outbox where status = 'pending'`);
  expect(rows).toEqual([]);
});

test('a look takes one trip', async () => {
  const counter = await startTripCounter(stack);
  const { after } = await counter.expectTrips(one, 200, '/settings/mail-texts/previews', {
    body: text({ opening: 'Hello' }),
    headers: staff,
  });
  expect(after.database).toBe(0);
  await counter.close();
});
