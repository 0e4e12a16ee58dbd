import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../../support/account/staff.ts';
import { settledAll } from '../../support/booking/booking.ts';
import { categoryContent } from '../../support/catalogue/coded-content.ts';
import { createdItem, translatedContent } from '../../support/catalogue/item-content.ts';
import { patienceMs } from '../../support/harness/patience.ts';
import { heading, reservation, step, visitor } from '../support/guest.ts';
import { linkIn } from '../support/mail-link.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a French guest finds, reserves, pays and manages in French, and is written to in French', async () => {
  const { mailbox } = walk.stack;
  const email = 'francais@guests.example';
  const { page } = await walk.visit({ locale: 'fr-FR' });
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  await page.goto('/');
  await page.getByRole('link', { name: 'Français' }).click();
  await heading(page, 'De belles choses, le temps qu’il vous faut');
  await page.getByRole('link', { name: 'Voir ce qui est libre' }).click();
  await page.getByLabel('Où').fill('Siena');
  await page.getByLabel('Début').fill('2027-06-01');
  await page.getByLabel('Fin').fill('2027-06-08');
  await press('Rechercher');
  await page.getByRole('link', { name: 'Podere Lavinia' }).click();
  await reservation(page).getByText('11 165 € pour 7 nuits').waitFor();
  await press('Continuer');
  await page.getByLabel('Nom').fill(visitor.name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('checkbox', { name: 'J’accepte' }).check();
  await press(/^Réserver pour/);
  await step(page, 'Nous vous gardons ces dates');
  await press(/^Payer .?\d/);
  await press('Pay');
  await step(page, 'Réservation confirmée');
  const confirmed = await mailbox.waitFor(
    ({ to, subject }) => to.includes(email) && subject.startsWith('Réservation confirmée'),
    { timeoutMs: patienceMs },
  );
  expect(confirmed.html).toMatch(/<html[^>]* lang="fr"/);
  expect(mailbox.messages({ to: email })).toHaveLength(1);

  // The page that mails lead to is in English; what it says of this reservation is not.
  await page.goto(linkIn(confirmed, 'manage'));
  await step(page, 'Podere Lavinia – réservation confirmée');
  await press('Annuler…');
  await page.getByText('Si vous annulez maintenant').waitFor();
});

test('on French pages an item, its season, its extra and a category of the owner’s own bear their French names', async () => {
  const { stack } = walk;
  const saved = await stack.call('/catalogue/categories/lodge', {
    method: 'PUT',
    body: categoryContent({ names: { en: 'Mountain lodge', fr: 'Gîte de montagne' }, position: 35 }),
    headers: { ...staff, 'If-None-Match': '*' },
  });
  expect(saved.status).toBe(200);
  const { content } = await createdItem(stack, translatedContent({ category: 'lodge' }));
  const { page } = await walk.visit({ locale: 'fr-FR' });
  await page.route('**/pictures/villa-*-*-*-*-*.svg', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
  );
  const card = page.locator('midas-search .card', { hasText: 'Antibes' });
  await page.goto('/fr/catalogue/?category=lodge');
  await card.getByText('Gîte de montagne').waitFor();
  await card.getByText('Six chambres au-dessus de la baie.').waitFor();
  const kinds = page.getByLabel('Quoi').locator('option');
  expect(await kinds.allTextContents()).toEqual([
    'Tout',
    'Voiture',
    'Yacht',
    'Villa',
    'Gîte de montagne',
    'Avion et hélicoptère',
    'Lieu de réception',
    'Garde d’enfants',
  ]);
  expect(await page.getByLabel('Quoi').inputValue()).toBe('lodge');
  await card.getByRole('link', { name: 'Villa des Mimosas' }).click();
  await heading(page, 'Villa des Mimosas');
  await page.getByText('Piscine', { exact: true }).waitFor();
  await page.goto(`/fr/item/?item=${content.slug}&from=2027-07-03&to=2027-07-10`);
  const booking = reservation(page);
  await booking.getByText('Chef à domicile').first().waitFor();
  await booking.getByText('nuits, Été').first().waitFor();
  await page.goto('/catalogue/?category=lodge');
  await card.getByText('Mountain lodge').waitFor();
  await card.getByRole('link', { name: 'Villa Mimosa' }).waitFor();
});

test('whoever changes the language stays with the same item', async () => {
  const { page } = await walk.visit();
  await page.goto('/item/?item=podere-lavinia&from=2027-06-01&to=2027-06-08');
  await heading(page, 'Podere Lavinia');
  await page.getByRole('link', { name: 'Français' }).click();
  await page.getByLabel('Arrivée').waitFor();
  expect(await page.getByLabel('Arrivée').inputValue()).toBe('2027-06-01');
  await page.getByRole('link', { name: 'English' }).click();
  expect(await page.getByLabel('Leave').inputValue()).toBe('2027-06-08');
});
