import { newId } from '../../../src/platform/ids.ts';
import { type Quote, signQuote, verifyQuote } from '../../../src/terms/quote.ts';
import type { Stack } from '../harness/stack.ts';
import { quote, type Wish } from './booking.ts';

/** A quote that the functions gave, opened, so that the like of it can be signed for other times. */
export async function openQuote(stack: Stack, wish: Wish): Promise<Quote> {
  return verifyQuote(stack.runtime, (await quote(stack, wish)).quote);
}

/**
 * A token for the like of a quote at another time, to the minute and off the grid if need be: a claim takes what the quote
 * says. Saves a request where hundreds are needed. Valid for half an hour unless told otherwise.
 */
export function signFor(
  stack: Stack,
  like: Quote,
  startsAt: Date,
  endsAt: Date,
  lifetimeMinutes = 30,
): Promise<string> {
  const now = stack.clock.now();
  const moved = {
    ...like,
    id: newId('quote', now, stack.runtime.random),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  };
  return signQuote(stack.runtime, moved, new Date(now.getTime() + lifetimeMinutes * 60_000));
}
