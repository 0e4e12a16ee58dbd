import { randomUUID } from 'node:crypto';
import { deskBookingSchema } from '../../../src/workflows/desk/desk-booking.ts';
import { quoteResponseSchema } from '../../../src/workflows/reserve/quote-request.ts';
import { staff } from '../account/staff.ts';
import type { Stack } from '../harness/stack.ts';
import { bodyOf, newClient, type QuoteAnswer, type Wish } from './booking.ts';

/** What the staff ask and tell at the desk. */
export function ask(stack: Stack, path: string, body: unknown, key: string = randomUUID()) {
  return stack.call(path, { body, headers: { ...staff, 'Idempotency-Key': key }, from: newClient() });
}

export async function deskQuote(stack: Stack, wish: Wish, own: object = {}): Promise<QuoteAnswer> {
  return bodyOf(await ask(stack, '/desk-quotes', { guests: 1, ...wish, ...own }), 201, quoteResponseSchema);
}

export const atTheDoor = { name: 'Grace Hopper' } as const;

/** Books at the desk, confirmed unless said otherwise. */
export async function bookAtDesk(stack: Stack, wish: Wish, more: object = {}, own: object = {}) {
  const { quote } = await deskQuote(stack, wish, own);
  const body = { quote, guest: atTheDoor, status: 'confirmed', ...more };
  return bodyOf(await ask(stack, '/desk-bookings', body), 201, deskBookingSchema);
}
