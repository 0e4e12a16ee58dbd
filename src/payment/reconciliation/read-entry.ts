import { type Currency, type Minor, minor } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Fact, UnreadFact } from '../provider/provider.ts';

/** An entry of a list by its id, with what moved where it says so. */
interface Entry {
  readonly providerRef: string;
  readonly amount?: Minor;
  readonly currency?: Currency;
}

/**
 * What an entry says, or that it cannot be read. Whatever is thrown is about this entry alone, so nothing
 * else has to wait for it.
 */
export async function readEntry(
  entry: Entry,
  read: () => Promise<readonly (Fact | undefined | false)[]>,
): Promise<Fact[]> {
  try {
    return (await read()).filter((fact) => fact !== undefined && fact !== false);
  } catch (error) {
    return [unread(entry, error)];
  }
}

/** An entry that is set aside. */
function unread({ providerRef, amount, currency }: Entry, error: unknown): UnreadFact {
  const known = amount !== undefined && currency !== undefined && /^[A-Z]{3}$/.test(currency);
  // XXX is no currency (ISO 4217).
  const moved = known ? { amount, currency } : { amount: minor(0), currency: 'XXX' as Currency };
  return { kind: 'unread', providerRef, ...moved, error };
}

/** Whether a provider did not answer, which passes by itself. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Problem && error.code === 'unavailable';
}
