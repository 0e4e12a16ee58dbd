import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import * as v from 'valibot';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { get, post } from '../bench/load.ts';
import { succeededEvent } from '../bench/succeeded-event.ts';
import type { Random } from '../seeded-random.ts';
import type { cdnCounter } from './cdn.ts';

/** What a visitor comes for; of a hundred so many do. */
export const shares = { browse: 90, quote: 7, reserve: 2, pay: 1 } as const;
export type Kind = keyof typeof shares;

/** What is asked of the functions, by their address, for a visitor from an address. */
export interface Visitor {
  readonly api: string;
  readonly from: string;
  readonly random: Random;
  readonly webhookSecret: string;
  /** Is told of each view. */
  readonly cdn: ReturnType<typeof cdnCounter>;
}

/** A visit as it went: the last status, and whether that is no fault of ours. */
export interface Visit {
  readonly status: number;
  readonly isExpected: boolean;
}

const dayMs = 86_400_000;
const dates = (random: Random) => {
  const first = Date.now() + (10 + Math.floor(random() * 180)) * dayMs;
  const day = (days: number) => new Date(first + days * dayMs).toISOString().slice(0, 10);
  return { from: day(0), to: day(3 + Math.floor(random() * 5)) };
};
const oneOf = <T>(random: Random, all: readonly [T, ...T[]]): T =>
  all[Math.floor(random() * all.length)] ?? all[0];

/** Taken, or not for these dates: what a guest is told, and no fault. */
const refusals = [409, 422];
const gone = (status: number): Visit => ({ status, isExpected: refusals.includes(status) });
const went = (status: number): Visit => ({ status, isExpected: status < 400 });

const [firstItem, ...otherItems] = catalogue;
if (!firstItem) throw new Error('the seed has no items');
const items = [firstItem, ...otherItems] as const;
const byDates = items.filter(({ rate }) => rate.per !== 'hour');

const paths = (random: Random): string => {
  const { slug } = oneOf(random, items);
  const { from, to } = dates(random);
  return oneOf(random, [
    '/items',
    '/items?category=yacht',
    '/items?text=villa',
    '/items?place=france',
    `/items?from=${from}&to=${to}&guests=2`,
    `/items/${slug}`,
    `/items/${slug}/availability?from=${from}&to=${to}`,
    `/items/${slug}/availability?from=${from}&to=${to}`,
  ]);
};

const quoted = v.object({ quote: v.string() });
const reserved = v.object({ id: v.string(), manageToken: v.string() });
const opened = v.object({
  id: v.string(),
  amount: v.object({ amount: v.number(), currency: v.string() }),
  checkout: v.object({ clientSecret: v.string() }),
});

async function browse({ api, from, random, cdn }: Visitor): Promise<Visit> {
  const path = paths(random);
  const { status, headers } = await get(`${api}${path}`, from);
  cdn.saw(path, `${headers['netlify-cdn-cache-control'] ?? ''}`, performance.now());
  return went(status);
}

async function quote({ api, from, random }: Visitor) {
  const item = byDates[Math.floor(random() * byDates.length)] ?? firstItem;
  const body = JSON.stringify({ item: item?.slug, ...dates(random), guests: 1 });
  return post(`${api}/quotes`, body, {}, from);
}

async function reserve(visitor: Visitor) {
  const { api, from } = visitor;
  const answer = await quote(visitor);
  if (answer.status !== 201) return answer;
  const guest = { name: 'Ada', email: `${randomUUID()}@guests.example` };
  const body = { ...v.parse(quoted, JSON.parse(answer.text)), guest, acceptsPolicy: true };
  return post(`${api}/reservations`, JSON.stringify(body), { 'Idempotency-Key': randomUUID() }, from);
}

async function pay(visitor: Visitor): Promise<Visit> {
  const { api, from, webhookSecret } = visitor;
  const made = await reserve(visitor);
  if (made.status !== 201) return gone(made.status);
  const { id, manageToken } = v.parse(reserved, JSON.parse(made.text));
  const headers = { Authorization: `Bearer ${manageToken}` };
  const intent = await post(`${api}/payment-intents`, JSON.stringify({ reservation: id }), headers, from);
  if (intent.status !== 201) return gone(intent.status);
  const event = succeededEvent(v.parse(opened, JSON.parse(intent.text)));
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: event, secret: webhookSecret });
  return went((await post(`${api}/webhooks/stripe`, event, { 'Stripe-Signature': signature }, from)).status);
}

/** What each kind of visitor does, to the last answer. */
export const visits: Readonly<Record<Kind, (visitor: Visitor) => Promise<Visit>>> = {
  browse,
  quote: async (visitor) => ofAsked((await quote(visitor)).status),
  reserve: async (visitor) => ofAsked((await reserve(visitor)).status),
  pay,
};

function ofAsked(status: number): Visit {
  return status < 400 ? went(status) : gone(status);
}

/** Draws what a visitor comes for. */
export function drawKind(random: Random): Kind {
  let left = random() * 100;
  for (const kind of ['quote', 'reserve', 'pay'] as const) {
    left -= shares[kind];
    if (left < 0) return kind;
  }
  return 'browse';
}
