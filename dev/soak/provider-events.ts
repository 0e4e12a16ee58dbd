import type { Stay } from './books.ts';
import { available, disputeFact, eventOf, paymentFact, type Remote, refundFact } from './remote.ts';
import { nowOf, pass, type Story, unique, type World } from './world.ts';

/** Something happens to a payment at its provider, which mostly sends an event of it. */
export function changeAtProvider(world: World, { stay }: Story, remote: Remote): void {
  const { draw } = world;
  pass(world, stay, `at the provider of ${remote.paymentId}`);
  const fact = draw.chance(0.35) ? changeRefunds(world, remote) : undefined;
  const said =
    fact ??
    (draw.chance(0.3) ? changeDisputes(world, remote) : undefined) ??
    changePayment(world, stay, remote);
  if (!said) return;
  stay.history.push(`  it says ${JSON.stringify(said)}`);
  if (draw.chance(0.92)) remote.underWay.push(eventOf(remote, said, unique(world, 'evt'), nowOf(world)));
}

function changePayment({ draw }: World, stay: Stay, remote: Remote) {
  if (remote.isHold) return changeHold(draw.chance(0.1), stay, remote);
  if (remote.status === 'succeeded' || remote.status === 'canceled') return undefined;
  remote.status = draw.oneOf([
    'succeeded',
    'succeeded',
    'succeeded',
    'succeeded',
    'processing',
    'failed',
    'canceled',
  ]);
  if (remote.status === 'succeeded')
    remote.captured = draw.chance(0.985) ? remote.amount : Math.max(1, remote.amount + draw.oneOf([-1, 1]));
  return paymentFact(remote);
}

/** A hold may lapse; one that was asked back or taken from is so when the call reaches the provider. */
function changeHold(lapses: boolean, { deposit }: Stay, remote: Remote) {
  if (remote.status !== 'authorized') return undefined;
  const isHolder = deposit?.heldBy?.id === remote.paymentId;
  if (isHolder && deposit?.status === 'capturing') {
    remote.status = 'succeeded';
    remote.captured = deposit.captured;
  } else if (lapses || !isHolder || deposit?.status === 'releasing') remote.status = 'canceled';
  else return undefined;
  return paymentFact(remote);
}

/** Before we know of a capture, a refund or a dispute proves the whole amount: which it would not be of another sum. */
function isPlain(remote: Remote): boolean {
  return remote.isHold || remote.captured === remote.amount;
}

function changeRefunds(world: World, remote: Remote) {
  const { draw } = world;
  const refund = draw.anyOf(remote.refunds);
  if (refund && draw.chance(0.6)) {
    if (refund.status === 'failed' || (refund.status === 'succeeded' && draw.chance(0.7))) return undefined;
    refund.status = refund.status === 'pending' && draw.chance(0.8) ? 'succeeded' : 'failed';
    return refundFact(remote, refund);
  }
  const most = available(remote);
  if (most < 1 || !isPlain(remote) || !draw.chance(0.4)) return undefined;
  const made = {
    ref: unique(world, 're'),
    refundId: undefined,
    amount: draw.chance(0.3) ? most : draw.between(1, most),
    status: draw.oneOf(['pending', 'succeeded', 'succeeded', 'failed'] as const),
  };
  remote.refunds.push(made);
  return refundFact(remote, made);
}

const disputeSteps = {
  inquiry: ['needs-response', 'won'],
  'needs-response': ['under-review', 'won', 'lost'],
  'under-review': ['won', 'lost'],
  won: [],
  lost: [],
} as const;

function changeDisputes(world: World, remote: Remote) {
  const { draw } = world;
  const dispute = draw.anyOf(remote.disputes);
  if (dispute) {
    const next =
      draw.anyOf<(typeof dispute)['status']>(disputeSteps[dispute.status]) ?? reopened(world, dispute);
    if (!next) return undefined;
    dispute.status = next;
    return disputeFact(remote, dispute);
  }
  const most = available(remote);
  if (most < 1 || !isPlain(remote) || !draw.chance(0.4)) return undefined;
  const made = {
    ref: unique(world, 'du'),
    amount: draw.chance(0.7) ? most : draw.between(1, most),
    status: draw.oneOf(['inquiry', 'needs-response'] as const),
    isDecidedTwice: false,
  };
  remote.disputes.push(made);
  return disputeFact(remote, made);
}

/** A decision may be turned round, once. */
function reopened({ draw }: World, dispute: Remote['disputes'][number]): 'won' | 'lost' | undefined {
  if (dispute.isDecidedTwice || !draw.chance(0.3)) return undefined;
  dispute.isDecidedTwice = true;
  return dispute.status === 'won' ? 'lost' : 'won';
}
