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
 * What the database knows of an attempt (`risk_signals`), and the sealed guest, whose address alone says
 * whether it is disposable.
 */
export const rawSignalsSchema = v.object({
  ...counted,
  reservationId: v.string(),
  guestSealed: v.string(),
  emailHash: v.nullable(v.string()),
});

export type RawSignals = v.InferOutput<typeof rawSignalsSchema>;

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
  const { email } = v.parse(v.object({ email: v.optional(v.string()) }), guest);
  return { ...rest, ...outside, isDisposableMail: email !== undefined && (await isDisposableMail(email)) };
}
