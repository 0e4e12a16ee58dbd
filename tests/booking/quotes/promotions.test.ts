import { describe, expect, test } from 'vitest';
import { newClient, quote } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';
import { refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

describe('promotion codes', () => {
  const nights = (item: string, to: string, promotionCode: string) => ({
    item,
    from: '2027-10-01',
    to,
    guests: 1,
    promotionCode,
  });
  const refused = async (wish: object) =>
    refusedFields(await stack.call('/quotes', { body: wish, from: newClient() }));
  const valid = (from: string, to: string, code: string) =>
    stack.database.query(
      "insert into promotions (code, description, percent_basis_points, valid_from, valid_to) values ($1, 'test', 1000, $2, $3)",
      [code, from, to],
    );

  test('a fixed amount is taken off from its minimum on, and below it the code is refused', async () => {
    // 980.00 a night outside of any season: three nights are 2,940.00, two are 1,960.00, and 2,500.00 is the minimum.
    const offer = await quote(stack, nights('riad-zahra', '2027-10-04', 'RIVIERA250'));
    expect(offer.total.amount).toBe(294_000 - 25_000);
    expect(await refused(nights('riad-zahra', '2027-10-03', 'RIVIERA250'))).toEqual(['promotionCode']);
  });

  test('a code is refused that is unknown, over, or for another currency', async () => {
    expect(await refused(nights('riad-zahra', '2027-10-04', 'NO-SUCH-CODE'))).toEqual(['promotionCode']);
    expect(await refused(nights('riad-zahra', '2027-10-04', 'SPRING26'))).toEqual(['promotionCode']);
    expect(await refused(nights('umah-sawah', '2027-10-15', 'RIVIERA250'))).toEqual(['promotionCode']);
    expect(await refused(nights('riad-zahra', '2027-10-28', 'LONGSTAY15'))).toEqual(['promotionCode']);
  });

  test('a code is good from its first instant on, and at its last no more', async () => {
    const now = stack.clock.now().toISOString();
    const later = new Date(stack.clock.now().getTime() + 1000).toISOString();
    const code = (name: string) => nights('riad-zahra', '2027-10-04', name);
    await Promise.all([
      valid(now, later, 'BEGINS-NOW'),
      valid('2027-01-01T00:00:00Z', now, 'ENDS-NOW'),
      valid(later, '2028-01-01T00:00:00Z', 'NOT-YET'),
    ]);
    expect((await quote(stack, code('BEGINS-NOW'))).total.amount).toBe(294_000 - 29_400);
    expect(await refused(code('ENDS-NOW'))).toEqual(['promotionCode']);
    expect(await refused(code('NOT-YET'))).toEqual(['promotionCode']);
  });
});
