import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { decrypt, keyedDigest } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isDisposableMail } from './disposable-mail.ts';
import { type FraudSignals, fraudSignalsSchema } from './signals.ts';

/** Where an attempt comes from, as far as it is known. */
export interface Origin {
  /** The client's address as a limit counts it: an IPv4 address or an IPv6 /64. */
  readonly network: string;
  /** ISO 3166-1 alpha-2, as Netlify places the address. */
  readonly country: string | undefined;
  /** A random name that the page gave the browser. */
  readonly device: string | undefined;
}

/** Keyed digests of what an attempt has in common with others: they can be told again and not read. */
export interface Digests {
  readonly address: string | null;
  readonly device: string | null;
  readonly card: string | null;
}

export function digestsOf(runtime: Runtime, origin: Origin | undefined, cardFingerprint?: string): Digests {
  const digest = (kind: string, text: string | undefined) =>
    text === undefined ? null : keyedDigest(runtime.config.keys, `${kind} ${text}`);
  return {
    address: digest('address', origin?.network),
    device: digest('device', origin?.device),
    card: digest('card', cardFingerprint),
  };
}

const {
  addressCountry: _address,
  cardCountry: _card,
  isDisposableMail: _mail,
  providerRiskLevel: _level,
  providerRiskScore: _score,
  ...counted
} = fraudSignalsSchema.entries;

/**
 * What the database knows of an attempt, and the sealed guest, whose address alone says whether it is
 * disposable.
 */
export const rawSignalsSchema = v.object({
  ...counted,
  reservationId: v.string(),
  guestSealed: v.string(),
  emailHash: v.nullable(v.string()),
});

export type RawSignals = v.InferOutput<typeof rawSignalsSchema>;

/**
 * `rawSignalsSchema` as JSON, of the reservation `r` and an amount. Digests are expressions, because on an event
 * those of the address and the device are what the attempt was assessed with. The attempt itself counts.
 * @param isStored whether the attempt was stored before, as it was by the time of its event.
 */
export function rawSignalsJson(
  now: Date,
  digests: Record<keyof Digests, SQL>,
  amountMinor: SQL,
  isStored = false,
): SQL {
  const own = isStored ? 0 : 1;
  const at = now.toISOString();
  const since = (hours: number) => sql`${at}::timestamptz - make_interval(hours => ${hours})`;
  const others = (condition: SQL, hours: number) =>
    sql`(select count(*) from payment_assessments a where ${condition} and a.phase = 'before' and a.created_at > ${since(hours)})`;
  const unlessUnknown = (digest: SQL, count: SQL) => sql`case when ${digest} is not null then ${count} end`;
  return sql`json_build_object('reservationId', r.id, 'guestSealed', r.guest_sealed, 'emailHash', r.email_hash,
    'attemptsByAddressLastHour', ${unlessUnknown(digests.address, sql`${own}::int + ${others(sql`a.address_digest = ${digests.address}`, 1)}`)},
    'attemptsByMailLastDay', ${own}::int + ${others(sql`a.email_hash = r.email_hash`, 24)},
    'attemptsByDeviceLastDay', ${unlessUnknown(digests.device, sql`${own}::int + ${others(sql`a.device_digest = ${digests.device}`, 24)}`)},
    'attemptsByCardLastDay', ${unlessUnknown(digests.card, sql`1 + (select count(*) from payment_assessments a where a.card_digest = ${digests.card} and a.created_at > ${since(24)})`)},
    'declinesByMailLastDay', (select count(*) from payments f join reservations g on g.id = f.reservation_id
      where g.email_hash = r.email_hash and f.status = 'failed' and f.created_at > ${since(24)}),
    'distinctCardsByDeviceLastDay', ${unlessUnknown(
      digests.device,
      sql`(select count(distinct card) from (select a.card_digest as card from payment_assessments a where a.device_digest = ${digests.device} and a.created_at > ${since(24)}
      union all select ${digests.card}) cards)`,
    )},
    'amountRatioToItemMedian', (select ${amountMinor} / percentile_cont(0.5) within group (order by g.total_minor) from (
      select total_minor from reservations where item_id = r.item_id and status = 'confirmed' and total_minor > 0 order by created_at desc limit 50) g having count(*) >= 5),
    'amountReportingMinor', (select round(${amountMinor} * x.rate * power(10::numeric, currency_decimals(x.reporting_currency) - currency_decimals(r.currency)))
      from exchange_rates x where x.currency = r.currency order by x.day desc limit 1),
    'pastConfirmedByMail', (select count(*) from reservations g where g.email_hash = r.email_hash and g.id <> r.id and g.status = 'confirmed'),
    'pastDisputesByMail', (select count(*) from disputes d join payments f on f.id = d.payment_id join reservations g on g.id = f.reservation_id where g.email_hash = r.email_hash),
    'leadTimeHours', extract(epoch from r.starts_at - ${at}::timestamptz) / 3600,
    'itemCountry', (select i.country from items i where i.id = r.item_id))`;
}

/**
 * All signals of an attempt: what was counted, what the guest's address says, and what is known from outside.
 */
export async function signalsOf(
  runtime: Runtime,
  rawSignals: RawSignals,
  outside: Pick<FraudSignals, 'addressCountry' | 'cardCountry' | 'providerRiskLevel' | 'providerRiskScore'>,
): Promise<FraudSignals> {
  const { reservationId, guestSealed, emailHash: _, ...rest } = rawSignals;
  const guest: unknown = JSON.parse(decrypt(runtime.config.keys, reservationId, guestSealed));
  const { email } = v.parse(v.object({ email: v.string() }), guest);
  return { ...rest, ...outside, isDisposableMail: await isDisposableMail(email) };
}
