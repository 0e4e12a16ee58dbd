import { importSchema } from '../../../src/workflows/catalogue/import-items.ts';
import { staff } from '../account/staff.ts';
import {
  authorized,
  bodyOf,
  book,
  newClient,
  openPayment,
  postReservation,
  quote,
  reserve,
} from '../booking/booking.ts';
import { change, postChange, preview } from '../booking/changes.ts';
import { cloneItem, localDate } from '../booking/cloned-item.ts';
import {
  categoryContent,
  legalEntityContent,
  policyContent,
  promotionContent,
} from '../catalogue/coded-content.ts';
import { createdItem, itemContent, postItem, putItem, readItem } from '../catalogue/item-content.ts';
import type { Stack } from '../harness/stack.ts';
import { businessContent, mailText, putSetting, readSetting } from '../settings.ts';

/** What the owner decides of the house, and another one who is too late. */
export async function decided(stack: Stack): Promise<void> {
  for (const [key, body] of [
    ['business', businessContent({ phone: '+33 4 93 11 22 33' })],
    ['mail-texts', { texts: [mailText({ opening: 'Welcome.' })] }],
    ['notifications', { recipients: [] }],
  ] as const) {
    for (const version of [1, 1]) await putSetting(stack, key, body, version);
    for (const path of ['', '/versions', '/versions/1']) await readSetting(stack, `${key}${path}`);
  }
}

/** What the owner does with the catalogue, so that every statement of its functions is run once. */
export async function edited(stack: Stack): Promise<void> {
  const from = (
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
  ) =>
    stack.call(`/catalogue/${path}`, { method, body, headers: { ...staff, ...headers }, from: newClient() });
  const coded = {
    'categories/plans': categoryContent(),
    'promotions/PLANS': promotionContent(),
    'policies/plans': policyContent(),
    'legal-entities/plans': legalEntityContent({ numberPrefix: 'PLN' }),
  };
  for (const [path, body] of Object.entries(coded)) {
    await from(path, body, { 'If-None-Match': '*' }, 'PUT');
    for (const read of [path, `${path}/versions`, `${path}/versions/1`, path.split('/')[0] ?? ''])
      await from(read);
  }
  // What SQL has planted becomes a version before it is saved.
  const { id: planted } = await cloneItem(stack);
  await putItem(stack, { id: planted, version: 1 }, itemContent());
  const content = itemContent({ cancellationPolicy: { code: 'plans', version: 1 } });
  for (const key of ['plans', 'plans']) await postItem(stack, content, key);
  const made = await createdItem(stack, { cancellationPolicy: { code: 'plans', version: 1 }, units: [] });
  const other = itemContent({ seasons: [], extras: [], taxes: [], touristTaxes: [] });
  await putItem(stack, made, other);
  await from(`items/${made.id}/restore`, { version: 1 }, { 'If-Match': '"2"' }, 'POST');
  await from('policies/plans?appliesTo=all-items', coded['policies/plans'], { 'If-Match': '"1"' }, 'PUT');
  for (const list of ['', '?state=listed', '?state=unlisted', '?state=archived', '?category=villa'])
    await from(`items${list}`);
  for (const read of [`items/${made.id}/versions`, `items/${made.id}/versions/1`, 'export?limit=10'])
    await from(read);
  await stack.call('/categories', { from: newClient() });

  const imported = async (items: readonly unknown[], key: string) =>
    bodyOf(await from('import', { items }, { 'Idempotency-Key': key }, 'POST'), 200, importSchema).id;
  const fresh = [{ content: itemContent() }];
  for (const key of ['twice', 'twice'])
    await from(`imports/${await imported(fresh, key)}/undo`, undefined, {}, 'POST');
  // What was imported is booked, so it cannot be undone.
  const { id, version, content: now } = await readItem(stack, made.id);
  const units = [{ name: 'New', isActive: true }];
  const last = await imported([{ id, version, content: { ...now, units } }], 'booked');
  const days = { from: localDate(stack.clock.now(), 31), to: localDate(stack.clock.now(), 32) };
  await book(stack, { item: `${now.slug}`, ...days });
  await from(`imports/${last}/undo`, undefined, {}, 'POST');
}

/** What the staff change: a hold and what is confirmed, dearer and cheaper, twice, too late, and where there is no room. */
export async function changed(stack: Stack): Promise<void> {
  const day = (days: number) => localDate(stack.clock.now(), days);
  const share = { due_now_basis_points: 3000, balance_due_days: 10, security_deposit_minor: 10_000 };
  const { wish } = await cloneItem(stack, { columns: share });
  const other = await cloneItem(stack, { units: 2, columns: { security_deposit_minor: 20_000 } });
  const reservation = await book(stack, wish);
  await openPayment(stack, reservation);
  await stack.call('/payment-intents', {
    body: { reservation: reservation.id, purpose: 'security-deposit' },
    headers: authorized(reservation),
    from: newClient(),
  });
  await change(stack, reservation, { item: other.slug, to: day(40) });
  const seen = await preview(stack, reservation, { from: day(50), to: day(51) });
  for (const key of ['plans', 'plans']) await postChange(stack, reservation, seen.change, key);
  await postChange(stack, reservation, seen.change);
  await change(stack, reservation, { unit: other.unitIds[1] });
  await change(stack, reservation, { item: wish.item });
  await stack.database.query(
    `update security_deposits set status = 'authorized', amount_minor = 100 where reservation_id = $1`,
    [reservation.id],
  );
  await change(stack, reservation, { to: day(53) });

  const held = await reserve(stack, { ...wish, from: day(60), to: day(66) });
  const back = await preview(stack, held, { from: day(70), to: day(71) });
  await postReservation(stack, (await quote(stack, { ...wish, from: day(70), to: day(71) })).quote);
  await postChange(stack, held, back.change);
  const reference = `plans-${held.id}`;
  const body = { reference, amount: held.paymentPlan.dueNow.amount - 100, currency: 'EUR' };
  await stack.call(`/reservations/${held.id}/transfers`, { body, headers: staff, from: newClient() });
  // What has come is enough for less.
  await change(stack, held, { to: day(61) });
}
