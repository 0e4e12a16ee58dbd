import { type Book, owedOf } from './checks/book.ts';
import { checkAll } from './checks/check-all.ts';
import { createClockwork } from './clockwork.ts';
import { type Draw, drawFrom } from './draw.ts';
import { comes, type Season } from './season.ts';
import { fates } from './stories/fates.ts';
import { guest } from './stories/guest.ts';
import { otherBusiness } from './stories/other-business.ts';
import { isAway, outagesOf } from './stories/outages.ts';
import { createTimeline } from './timeline.ts';
import { type Trouble, troubles } from './troubles.ts';
import type { Worlds } from './world.ts';

const dayMs = 86_400_000;
const guestsAWeek = 12;
/** After the last deed, until deposits are released, mails have left and lists were compared. */
const restMs = 4 * dayMs;

/** Plays a week and all that follows from it, and answers what is wrong in the end. The seed decides all of it. */
export async function playWeek(worlds: Worlds, seed: number): Promise<string[]> {
  const draw = drawFrom(seed);
  const world = await worlds.begin(draw, drawFrom(seed + 0.25).bytes);
  const timeline = createTimeline(world.stack.clock);
  const on: ReadonlySet<Trouble> = new Set(troubles);
  const clockwork = createClockwork(world.stack, dyingSometimes(on, drawFrom(seed + 0.5)));
  const books: Book[] = [];
  const season: Season = { ...world, draw, timeline, clockwork, books, on, outages: [] };
  if (comes(season, 'exchange', 0.4))
    world.stack.stripe.settleIn(world.exchange.currency, world.exchange.rate);
  season.outages.push(...outagesOf(season));
  const fate = fates(on.has('post'), drawFrom(-seed));
  // Who cannot be asked must be heard.
  world.postman.work(timeline, (type) => (isAway(season) ? [0] : fate(type)));
  const begin = timeline.now();
  for (let number = 1; number <= guestsAWeek; number += 1)
    timeline.begin(begin + draw.between(0, 7 * 24 * 60) * 60_000, () => guest(season, number));
  otherBusiness(season);
  try {
    await run(season);
    const last = Math.max(timeline.now(), ...books.map(({ endsAt }) => endsAt));
    // Schedules move money by themselves: that is compared, too, when all is over.
    timeline.begin(last + restMs - dayMs, async () => clockwork.deed());
    timeline.begin(last + restMs, async () => {});
    await run(season);
  } catch (error) {
    // What somebody was answered could not be: the rest of the week would only follow from it.
    const at = new Date(timeline.now()).toISOString();
    const diaries = books.filter(({ diary }) => diary.at(-1)?.startsWith(at)).flatMap(({ diary }) => diary);
    return [[`broken off at ${at}: ${String(error)}`, ...diaries].join('\n    ')];
  }
  return checkAll(season);
}

/** Now and then an instance is taken away in the middle of its work, at its first words with the database or later. */
function dyingSometimes(on: ReadonlySet<Trouble>, draw: Draw): () => number | undefined {
  return () => {
    const call = draw.between(1, 4);
    return draw.chance(0.05) && on.has('restarts') ? call : undefined;
  };
}

/** So many steps that no week takes them: something is planned again and again. */
const mostSteps = 20_000;
/** For what waits for an answer that never comes: nothing takes nearly as long. */
const hangMs = 120_000;

/** Lets time pass until nothing waits any more: what was planned and the schedules, whichever comes first. */
async function run({ timeline, clockwork, stack, books }: Season): Promise<void> {
  let steps = 0;
  for (let next = timeline.next(); next !== undefined; next = timeline.next()) {
    steps += 1;
    if (steps > mostSteps) throw new Error(`no end after ${mostSteps} steps`);
    if (clockwork.next() < next) {
      stack.clock.set(new Date(clockwork.next()).toISOString());
      await orHangs(clockwork.fire());
    } else await orHangs(timeline.step());
    for (const book of books) {
      const owed = owedOf(book);
      if (book.owing.at(-1)?.owed !== owed) book.owing.push({ atMs: timeline.now(), owed });
    }
  }
}

async function orHangs(work: Promise<void>): Promise<void> {
  const hung = Promise.withResolvers<never>();
  const timer = setTimeout(() => hung.reject(new Error(`nothing went on for ${hangMs / 1000} s`)), hangMs);
  await Promise.race([work, hung.promise]).finally(() => clearTimeout(timer));
}
