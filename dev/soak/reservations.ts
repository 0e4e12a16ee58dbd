import { cancelReservation } from '../../src/workflows/reservation/cancel-reservation.ts';
import { expireAllHolds } from '../../src/workflows/reservation/expire-holds.ts';
import { expectCancellation, expectExpiry, isCancellable } from './expect-request.ts';
import { stays } from './open-stay.ts';
import { begin, nowOf, refused, type Story, type World } from './world.ts';

/** The guest cancels, where that can still be done. */
export async function cancel(world: World, { stay }: Story): Promise<void> {
  const { runtime } = world;
  begin(world, stay, 'cancel');
  const now = nowOf(world);
  if (isCancellable(stay, now)) {
    await cancelReservation(runtime, stay.id);
    expectCancellation(stay, now);
  } else if (stay.status === 'cancelled') await cancelReservation(runtime, stay.id);
  else await refused(world, 'state-conflict', () => cancelReservation(runtime, stay.id));
}

/** All holds that have run out end. */
export async function expire(world: World): Promise<void> {
  begin(world, undefined, 'expire');
  await expireAllHolds(world.runtime);
  expectExpiry(stays(world), undefined, nowOf(world));
}
