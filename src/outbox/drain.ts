import { type SQL, sql } from 'drizzle-orm';
import { beginRun, type RunLimits } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';
import { attempt, type Delivery } from './attempt.ts';
import { countDue, type Leased, type Note, nextRound, type Queue } from './round.ts';

/** So many that have ended are noted at once; fewer where nothing else is under way, or after so long. */
const notedTogether = 4;
const notedWithinMs = 250;

/** Messages that wait in one queue, and how they are delivered. */
export type Drain = Queue & Delivery;

/**
 * Delivers what is due until nothing is left or the time is over. One statement notes what was tried and
 * takes what is tried next, which counts the attempt. What goes wrong with one message, in whatever way,
 * holds up no other.
 *
 * At least once: whoever dies after a delivery and before its note leaves the message to the next, who sends
 * it again under the same id. That may be what was delivered while the last statement was under way and
 * within `notedWithinMs` before it, never more than are tried at once: of one at a time the last alone. What
 * was under way counts as tried. Each of those is tried alone from then on, so that what brings down whoever
 * tries it takes nothing else along when it is given up.
 */
export async function drain(runtime: Runtime, one: Drain, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const underWay = new Map<Leased, Promise<unknown>>();
  let ended: Note[] = [];
  let sent = 0;
  let failed = 0;
  let isThrough = false;
  try {
    while (!isThrough) {
      const isOver = run.isOver();
      const isIdle = underWay.size === 0;
      if (isOver && isIdle && ended.length === 0) break;
      const taken = await round(isOver ? {} : roomBeside(one.channels, underWay.keys()), isIdle);
      for (const message of taken) begin(message);
      isThrough = isIdle && !isOver && taken.length === 0;
      await (taken.some(({ wasLeft }) => wasLeft) ? Promise.all(underWay.values()) : someEnded());
    }
  } catch (error) {
    // What was delivered meanwhile is noted all the same, should the database be back by then.
    await Promise.all(underWay.values());
    if (ended.length > 0) await round({}, false).catch(() => undefined);
    throw error;
  }
  if (sent + failed === 0 && isThrough) return;
  const left = isThrough ? 0 : await countDue(runtime, one);
  runtime.log(left > 0 ? 'warn' : 'info', 'job run', {
    part: `outbox ${Object.keys(one.channels).join(' ')}`,
    count: sent,
    left,
  });

  function begin(message: Leased): void {
    const trying = attempt(runtime, one, message).then((note) => {
      underWay.delete(message);
      ended.push(note);
    });
    underWay.set(message, trying);
  }

  async function round(room: Queue['channels'], isIdle: boolean): Promise<Leased[]> {
    const notes = ended;
    ended = [];
    const refused = new Set<Note>();
    try {
      const taken = await nextRound(runtime, one, { notes, room, isIdle }, (note) => refused.add(note));
      const delivered = notes.filter(({ status }) => status === 'sent' || status === 'not-needed');
      const noted = delivered.filter((note) => !refused.has(note)).length;
      sent += noted;
      failed += notes.length - noted;
      return taken;
    } catch (error) {
      ended.unshift(...notes);
      throw error;
    }
  }

  /** Waits until it is worth a statement to note what has ended. */
  async function someEnded(): Promise<void> {
    if (underWay.size === 0) return;
    if (ended.length === 0) await Promise.race(underWay.values());
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), notedWithinMs);
    while (underWay.size > 0 && ended.length < notedTogether)
      if ((await Promise.race([...underWay.values(), late.promise])) === 'late') break;
    clearTimeout(timer);
  }
}

/** How many more of each channel can be tried beside those that are. */
function roomBeside(channels: Queue['channels'], tried: Iterable<Leased>): Queue['channels'] {
  const counts = Map.groupBy(tried, ({ channel }) => channel);
  return Object.fromEntries(
    Object.entries(channels).map(([channel, most]) => [
      channel,
      // The keys are channels.
      most - (counts.get(channel as Leased['channel'])?.length ?? 0),
    ]),
  );
}

/** Gives dead messages another life, all or one. Answers how many. */
export async function redrive(runtime: Runtime, messageId?: string): Promise<number> {
  const which: SQL = messageId ? sql`and id = ${messageId}` : sql``;
  const rows =
    await runtime.database.query(sql`update outbox set status = 'pending', attempts = 0, due_at = ${runtime.clock.now().toISOString()}
    where status = 'dead' ${which} returning id`);
  return rows.length;
}
