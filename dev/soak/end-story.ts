import { eventFromResponse } from '../../src/payment/provider/event-from-response.ts';
import { applyEvent } from './apply-event.ts';
import { balancesOf } from './books.ts';
import { merge } from './check-books.ts';
import { checkProviders, checkTouched } from './check-stay.ts';
import { callRefunds } from './refunds.ts';
import { disputeFact, paymentFact, type Remote, refundFact } from './remote.ts';
import { cancel, expire } from './reservations.ts';
import { begin, nowOf, pass, paymentOf, type Story, type World } from './world.ts';

/** What went back in the end, in an order in which it fits: what came back makes room for what went after. */
function refundsOf(remote: Remote) {
  const rank = (refund: Remote['refunds'][number]) => (refund.status === 'failed' ? 0 : 1);
  return [...remote.refunds]
    .sort((one, other) => rank(one) - rank(other))
    .map((refund) => refundFact(remote, refund));
}

/**
 * Brings the story of a reservation to rest: what is under way arrives, the hourly comparison tells what was lost, refunds that wait are
 * made. Then our statement must say what the providers say.
 */
export async function endStory(world: World, story: Story): Promise<void> {
  const { stay, remotes } = story;
  if (stay.status === 'held' && stay.holdExpiresAt > nowOf(world)) await cancel(world, story);
  // A hold that ends later would change what it was lent, when nobody looks any more.
  if (stay.status === 'held') await expire(world);
  for (const remote of remotes.values()) {
    await deliverAll(world, story, remote);
    await tell(world, story, remote, [paymentFact(remote)]);
  }
  // Before the refunds are made: a dispute that is won may make one.
  for (const remote of remotes.values()) {
    const disputes = remote.disputes.map((dispute) => disputeFact(remote, dispute));
    await tell(world, story, remote, disputes);
  }
  await callRefunds(world, story);
  await checkTouched(world, stay);
  // A refund that does not fit beside one of ours that waits is told again by no list: by now none waits.
  for (const remote of remotes.values()) await tell(world, story, remote, refundsOf(remote));
  pass(world, stay, 'end');
  await checkProviders(world, story);
  world.stays.delete(stay.id);
  merge(world.settled, balancesOf(stay));
}

async function deliverAll(world: World, { stay }: Story, remote: Remote): Promise<void> {
  for (const event of remote.underWay.splice(0)) {
    begin(world, stay, `deliver ${event.eventId} at last`);
    await applyEvent(world, paymentOf(stay, remote.paymentId), event);
    await checkTouched(world, stay);
  }
}

async function tell(
  world: World,
  { stay }: Story,
  remote: Remote,
  facts: Iterable<ReturnType<typeof paymentFact | typeof refundFact | typeof disputeFact>>,
): Promise<void> {
  for (const fact of facts) {
    begin(world, stay, `compare ${remote.paymentId} at last`);
    const event = eventFromResponse(world.runtime, remote.provider, 'reconciled', fact);
    await applyEvent(world, paymentOf(stay, remote.paymentId), event);
    await checkTouched(world, stay);
  }
}
