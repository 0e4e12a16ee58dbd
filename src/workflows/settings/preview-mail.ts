import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Reservation } from '../../booking/reservation.ts';
import { rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { type Language, languages } from '../../platform/languages.ts';
import { basisPointsOf, minor } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { withBusiness } from '../../settings/business.ts';
import type { GuestTemplate, MailText } from '../../settings/mail-texts.ts';
import { type Item, itemSchema } from '../../terms/item.ts';
import { exampleChange, exampleReservation } from '../message/example.ts';
import type { MessageAbout } from '../message/message.ts';
import { render } from '../message/render.tsx';
import { logoId } from '../message/templates/layout/house.ts';

export const mailPreviewSchema = named(
  'MailPreview',
  'A mail as a guest would get it, of a reservation that is made up.',
  v.object({
    subject: described(v.string(), 'Its subject.'),
    text: described(v.string(), 'It as plain text.'),
    html: described(v.string(), 'It as a page, which fetches nothing and runs nothing.'),
  }),
);

/** The mail with a text of the owner's that need not be saved yet. One statement. */
export async function previewMail(
  runtime: Runtime,
  text: MailText,
): Promise<v.InferOutput<typeof mailPreviewSchema>> {
  const rows = await runtime.database.query(
    sql`select key, content from settings where key in ('business', 'appearance')`,
  );
  const stored = Object.fromEntries(
    rowsOf(v.object({ key: v.string(), content: v.unknown() }), rows).map((row) => [row.key, row.content]),
  );
  const { config, ...rest } = withBusiness(runtime, stored.business);
  // A text may be written before its language is offered.
  const house = { ...rest, config: { ...config, business: { ...config.business, languages } } };
  const message = exampleMessage(house, text.template, text.language);
  const mail = render(house, message, { appearance: stored.appearance, 'mail-texts': { texts: [text] } });
  if (!mail) throw new Error(`${text.template} goes to nobody`);
  const logo = mail.logo && `data:image/png;base64,${Buffer.from(mail.logo).toString('base64')}`;
  // A page by itself brings no picture along.
  const html = logo ? mail.html.replace(`src="cid:${logoId}"`, `src="${logo}"`) : mail.html;
  return { subject: mail.subject, text: mail.text, html };
}

/** What a template of guests tells of: a villa in a month, as it stands when that mail goes out. */
function exampleMessage(
  runtime: Runtime,
  template: GuestTemplate,
  language: Language,
): MessageAbout<'reservation'> {
  const now = runtime.clock.now();
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const stay = {
    item: villa,
    from: day(60),
    to: day(67),
    wishes: { guests: 4, extras: {}, discount: undefined },
  };
  const guest = { name: 'Camille Martin', email: 'camille@example.com' };
  const held = exampleReservation(runtime, stay, language, { guest });
  const reservation = { ...held, ...stateOf(template, held, now) };
  return {
    id: newId('message', now, runtime.random),
    attempts: 1,
    subject: 'reservation',
    template,
    details: {
      amountMinor: basisPointsOf(held.total, 3000),
      usableUntil: new Date(now.getTime() + 365 * 86_400_000),
      change: exampleChange(reservation),
    },
    reservation,
    isOvertaken: false,
    hasTold: [],
    isInReview: false,
    isSetAside: false,
    depositStatus: null,
    toTransferBack: minor(0),
    toGiveBack: minor(0),
    reason: null,
    documents: [],
  };
}

/** How a reservation stands when a mail goes out. */
function stateOf(template: GuestTemplate, held: Reservation, now: Date): Partial<Reservation> {
  if (/hold|payment|processing|share/.test(template)) return {};
  const paid = { confirmedAt: now, paid: held.total, received: held.total, due: minor(0) };
  if (/cancel|no-show/.test(template)) return { ...paid, status: 'cancelled', cancelledAt: now };
  if (template !== 'guest-balance-reminder') return { ...paid, status: 'confirmed' };
  const balanceDueAt = new Date(now.getTime() + 14 * 86_400_000);
  return { ...paid, status: 'confirmed', due: basisPointsOf(held.total, 7000), balanceDueAt };
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const villa: Item = v.parse(itemSchema, {
  id: 'itm_01example00000000000000000',
  slug: 'villa-example',
  category: 'villa',
  name: 'Villa Mimosa',
  summary: 'An example.',
  description: 'An example.',
  features: [],
  picture: '/mark.svg',
  place: { city: 'Antibes', country: 'FR' },
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  rate: { per: 'night', price: { amount: 45_000, currency: 'EUR' } },
  unitCount: 1,
  capacity: 8,
  startTime: '16:00',
  endTime: '10:00',
  gridMinutes: 60,
  minimumStay: 1,
  maximumStay: 30,
  leadTimeMinutes: 0,
  turnaroundMinutes: 0,
  horizonDays: 365,
  arrivalDays: everyDay,
  departureDays: everyDay,
  weekendDays: [5, 6],
  weekendPercentBasisPoints: null,
  weekendFixedAmount: null,
  seasons: [],
  extras: [],
  taxes: [],
  touristTaxes: [],
  securityDeposit: { amount: 100_000, currency: 'EUR' },
  depositLeadHours: 24,
  dueNowBasisPoints: 10_000,
  balanceDueDays: 30,
  cancellationPolicy: {
    code: 'flexible',
    version: 1,
    name: 'Flexible',
    text: 'Cancel up to 14 days before the start and everything you paid comes back.',
    tiers: [{ hoursBefore: 336, refundBasisPoints: 10_000 }],
  },
});
