import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../support/booking.ts';
import { chooseStay, heading, introduceYourself, visitor } from './support/guest.ts';
import { linkIn } from './support/mail-link.ts';
import { startWalk, type Walk } from './support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a guest who asks for French is written to in French, from the hold to the confirmation', async () => {
  const { mailbox } = walk.stack;
  const email = 'francais@guests.example';
  const { page } = await walk.visit({ locale: 'fr-FR' });
  await chooseStay(page, { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' });
  await introduceYourself(page, { ...visitor, email });
  await page.getByLabel('We write to you in').selectOption('Français');
  await page.getByRole('button', { name: 'Reserve' }).click();
  const held = await mailbox.waitFor(({ to }) => to.includes(email), { timeoutMs: 10_000 });
  expect(held.text).toContain('Nous vous gardons ces dates');
  await page.goto(linkIn(held, 'manage'));
  await page.getByRole('link', { name: /^Pay/ }).click();
  await page.getByRole('button', { name: /^Pay .?\d/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await heading(page, 'It is yours');
  const confirmed = await mailbox.waitFor(
    ({ to, subject }) => to.includes(email) && subject.startsWith('Réservation confirmée'),
    {
      timeoutMs: 10_000,
    },
  );
  expect(confirmed.html).toMatch(/<html[^>]* lang="fr"/);
});
