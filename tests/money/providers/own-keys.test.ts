import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Change } from '../../../dev/webhooks/changes.ts';
import type {
  KnownPayment,
  PaymentFact,
  PaymentOrder,
  PaymentProvider,
  SavedMethod,
} from '../../../src/payment/provider/provider.ts';
import { minor } from '../../../src/platform/money/money.ts';
import type { TestClock } from '../../support/harness/clock.ts';
import { type PaypalStand, startPaypalProvider } from '../../support/payment/paypal-provider.ts';
import {
  knownOf,
  orderOf,
  type ProviderStand,
  startProvider,
} from '../../support/payment/stripe-provider.ts';

let stripe: ProviderStand;
let paypal: PaypalStand;
beforeAll(async () => {
  [stripe, paypal] = await Promise.all([startProvider(), startPaypalProvider()]);
});
afterAll(() => Promise.all([stripe.sandbox.close(), paypal.sandbox.close()]));

interface Side {
  readonly provider: PaymentProvider;
  readonly clock: TestClock;
  readonly changes: () => readonly Change<string>[];
  /** The guest pays, or approves. */
  readonly agree: (providerRef: string) => void;
  /** What moves, reserves or gives up money there. */
  readonly routes: readonly string[];
  /** What goes without a key for a reason, which stands beside it in the code. */
  readonly unkeyed: readonly string[];
}

const sides: Record<'stripe' | 'paypal', () => Side> = {
  stripe: () => ({
    ...stripe,
    changes: stripe.sandbox.changes,
    agree: (ref) => void stripe.sandbox.pay(ref, 'success'),
    routes: [
      'POST /v1/customers',
      'POST /v1/payment_intents',
      'POST /v1/payment_intents/:id/cancel',
      'POST /v1/payment_intents/:id/capture',
      'POST /v1/refunds',
    ],
    unkeyed: ['POST /v1/payment_intents/:id/cancel'],
  }),
  paypal: () => ({
    ...paypal,
    changes: paypal.sandbox.changes,
    agree: (ref) => void paypal.sandbox.approve(ref),
    routes: [
      'POST /v2/checkout/orders',
      'POST /v2/checkout/orders/:id/authorize',
      'POST /v2/checkout/orders/:id/capture',
      'POST /v2/payments/authorizations/:id/capture',
      'POST /v2/payments/authorizations/:id/reauthorize',
      'POST /v2/payments/authorizations/:id/void',
      'POST /v2/payments/captures/:id/refund',
    ],
    unkeyed: [],
  }),
};

/** What only reads. */
const readers = ['resume', 'read', 'isGone', 'list', 'lookAgain', 'readEvent'];

/** All that the payment of a stay and two deposits may go through. Answers the ids of which each key has to be made: ours, and theirs of holds. */
async function live({ provider, agree, clock }: Side): Promise<string[]> {
  const stay = orderOf({ savesMethod: true });
  const { providerRef } = await provider.create(stay);
  agree(providerRef);
  const paid = await taken(provider, knownOf(stay, providerRef));
  const refundIds = ['a', 'b'].map((one) => `${stay.paymentId.replace('pay_', 'rfd_')}${one}`);
  for (const refundId of refundIds)
    await provider.refund(withRefs(stay, paid), { refundId, amount: minor(700) });

  const alone = orderOf({ capture: 'later' });
  const held = await provider.authorize(alone, keptBy(paid));
  clock.advance({ hours: 4 * 24 });
  const renewed = await provider.reauthorize(withRefs(alone, held));
  await provider.capture(withRefs(alone, renewed ?? held), minor(500));

  const byGuest = orderOf({ capture: 'later' });
  const opened = await provider.create(byGuest);
  agree(opened.providerRef);
  const standing = await taken(provider, knownOf(byGuest, opened.providerRef));
  await provider.void(withRefs(byGuest, standing));

  const holds = [held, standing].flatMap(({ authorizationRef }) => authorizationRef ?? []);
  return [stay, alone, byGuest].map(({ paymentId }) => paymentId).concat(refundIds, holds);
}

/** PayPal waits for us once the guest has approved; Stripe has done it. */
async function taken(provider: PaymentProvider, payment: KnownPayment): Promise<PaymentFact> {
  const fact = await provider.read(payment);
  return fact.status === 'pending' ? provider.capture(payment, payment.amount) : fact;
}

function withRefs(order: PaymentOrder, { providerRef, authorizationRef, captureRef }: PaymentFact) {
  return { ...knownOf(order, providerRef), authorizationRef, captureRef };
}

function keptBy({ savedMethod }: PaymentFact): SavedMethod {
  if (!savedMethod) throw new Error('no method was kept');
  return savedMethod;
}

/** A provider that notes which of its methods were called. */
function watched(provider: PaymentProvider, called: Set<string | symbol>): PaymentProvider {
  return new Proxy(provider, {
    get(target, name, receiver) {
      called.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

describe.each(['stripe', 'paypal'] as const)('at %s', (name) => {
  test('whatever moves, reserves or gives up money carries a key of ours, another for each deed, and so is done once', async () => {
    const side = sides[name]();
    const called = new Set<string | symbol>();
    const before = side.changes().length;
    const ids: string[] = [];
    // Twice, so that a key which two payments share is seen.
    for (let stay = 0; stay < 2; stay += 1)
      ids.push(...(await live({ ...side, provider: watched(side.provider, called) })));
    // Nothing that the provider can do was left out.
    expect(Object.keys(side.provider).filter((deed) => !called.has(deed) && !readers.includes(deed))).toEqual(
      [],
    );
    const changes = side.changes().slice(before);
    expect([...new Set(changes.map(({ route }) => route))].sort()).toEqual(side.routes);
    const keyed = changes.filter(({ route }) => !side.unkeyed.includes(route));
    expect(keyed.filter(({ key }) => !ids.some((id) => key?.includes(id)))).toEqual([]);
    expect(keyed.filter(({ key = '' }) => key.length > 108)).toEqual([]);
    const keys = keyed.map(({ route, key }) => `${name === 'paypal' ? route : ''} ${key}`);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });
});
