import { checkBooks } from './check-books.ts';
import { checkFresh } from './check-fresh.ts';
import { checkTouched } from './check-stay.ts';
import { issue, lend } from './credits.ts';
import { hold, keep, release, take } from './deposits.ts';
import { endStory } from './end-story.ts';
import { listMovement } from './movements.ts';
import { openStay } from './open-stay.ts';
import { compareNow, deliver, deliverAgain, deliverWrong, openPayment } from './payments.ts';
import { changeAtProvider } from './provider-events.ts';
import { callRefunds, refundByStaff } from './refunds.ts';
import type { Remote } from './remote.ts';
import { cancel, expire } from './reservations.ts';
import type { Story, World } from './world.ts';

const storiesAtOnce = 24;

type Act = (world: World, story: Story) => Promise<void>;

const atProvider =
  (act: (world: World, story: Story, remote: Remote) => void | Promise<void>): Act =>
  async (world, story) => {
    const remote = world.draw.anyOf([...story.remotes.values()]);
    if (remote) await act(world, story, remote);
  };

/** What may happen next in the story of a reservation, and how often. */
const acts: readonly (readonly [weight: number, act: Act])[] = [
  [12, openPayment],
  [26, atProvider(changeAtProvider)],
  [26, atProvider(deliver)],
  [5, atProvider(deliverAgain)],
  [2, atProvider(compareNow)],
  [0.3, atProvider(deliverWrong)],
  [6, refundByStaff],
  [6, callRefunds],
  [3, lend],
  [1, cancel],
  [10, hold],
  [4, take],
  [0.5, release],
];
const weights = acts.reduce((sum, [weight]) => sum + weight, 0);

/** What happens to no reservation in particular. */
const others: readonly (readonly [weight: number, act: (world: World) => Promise<void>])[] = [
  [0.01, issue],
  [0.02, listMovement],
  [0.002, expire],
  [0.03, keep],
];

export interface Progress {
  /** After how many operations everything is compared. */
  readonly fullEvery: number;
  /** Told after each full comparison. */
  readonly tell: (world: World) => void;
}

/** Runs random operations until so many have been made, and throws at the first difference from the model. */
export async function run(world: World, operations: number, { fullEvery, tell }: Progress): Promise<void> {
  let nextFull = fullEvery;
  while (world.counts.operations < operations) {
    await step(world);
    if (world.counts.operations < nextFull) continue;
    nextFull += fullEvery;
    await checkBooks(world);
    tell(world);
  }
  for (const story of [...world.stays.values()]) await endStory(world, story);
  await checkBooks(world);
}

async function step(world: World): Promise<void> {
  const { draw } = world;
  for (const [probability, act] of others)
    if (draw.chance(probability)) {
      await act(world);
      await checkFresh(world, undefined);
    }
  const story =
    world.stays.size < storiesAtOnce
      ? await openStay(world, draw.anyOf(world.items) ?? missing())
      : (draw.anyOf([...world.stays.values()]) ?? missing());
  story.actsLeft -= 1;
  const before = world.counts.operations;
  if (story.actsLeft < 0) await endStory(world, story);
  else await chosenAct(world)(world, story);
  if (world.counts.operations > before) await checkTouched(world, story.stay);
}

function chosenAct({ draw }: World): Act {
  let rest = (draw.between(0, 999_999) / 1_000_000) * weights;
  for (const [weight, act] of acts) {
    rest -= weight;
    if (rest < 0) return act;
  }
  return missing();
}

function missing(): never {
  throw new Error('there is nothing to choose from');
}
