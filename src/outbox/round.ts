import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, rowsOf } from '../platform/database/database.ts';
import { call } from '../platform/database/functions.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Channel, channels, type Template } from './kinds.ts';

/** Longer than the slowest delivery by far: it begins with each attempt. */
const leaseSeconds = 120;

/** A message to be tried now, with what it is about as the database gave it; whoever delivers it reads that. */
const leasedSchema = v.object({
  id: v.string(),
  lease: v.string(),
  channel: v.picklist(channels),
  template: v.string(),
  /** This one is among them. */
  attempts: v.number(),
  details: v.unknown(),
  /** It had been taken before and was never noted: nothing else is to be tried beside it. */
  wasLeft: v.boolean(),
  content: v.unknown(),
});
export type Leased = v.InferOutput<typeof leasedSchema>;

/** A mail that follows from the death of a message. */
export interface FollowingMail {
  readonly template: Template;
  readonly subjectId: string;
  readonly details: object;
}

/** What became of a message. */
export interface Note {
  readonly id: string;
  readonly lease: string;
  readonly status: 'sent' | 'not-needed' | 'pending' | 'dead';
  /** When it is to be tried again. */
  readonly due?: string;
  readonly subject?: string | undefined;
  readonly error?: string;
  /** Written with the note, or not at all. */
  readonly follows?: FollowingMail | undefined;
}

/** Which messages are taken, and what is read of them. */
export interface Queue {
  /**
   * Of each channel how many are tried at once, in the order in which they are taken. Calls go before the
   * mails that follow from them.
   */
  readonly channels: Partial<Readonly<Record<Channel, number>>>;
  /** Of the calls to providers only those to this one; with an empty text those about no payment. */
  readonly provider?: string;
  /** A JSON expression over the row `message`: all that is needed to deliver it. */
  readonly content: SQL;
}

interface Round {
  readonly notes: readonly Note[];
  /** Of each channel how many are taken. */
  readonly room: Queue['channels'];
  /** Whether nothing is being tried meanwhile. */
  readonly isIdle: boolean;
}

/**
 * Notes what became of messages and takes those that are to be tried next. One statement, unless a note is
 * refused: then each is noted by itself, and `refused` is told which cannot be.
 */
export async function nextRound(
  runtime: Runtime,
  queue: Queue,
  round: Round,
  refused: (note: Note) => void,
): Promise<Leased[]> {
  try {
    return await ask(runtime, queue, round);
  } catch (error) {
    // While the database is away nothing can be noted; else it is one message alone.
    if (error instanceof Problem || round.notes.length === 0) throw error;
  }
  for (const note of round.notes) {
    try {
      await ask(runtime, queue, { notes: [note], room: {}, isIdle: false });
    } catch (error) {
      if (error instanceof Problem) throw error;
      refused(note);
      runtime.log('error', 'message not noted', { messageId: note.id, error });
    }
  }
  return ask(runtime, queue, { ...round, notes: [] });
}

async function ask(runtime: Runtime, queue: Queue, { notes, room, isIdle }: Round): Promise<Leased[]> {
  const now = runtime.clock.now();
  const rounds = call('outbox_round', {
    notes,
    channels: Object.keys(room),
    many: Object.values(room),
    provider: queue.provider ?? null,
    isIdle,
    leaseUntil: new Date(now.getTime() + leaseSeconds * 1000),
    now,
  });
  const rows = await runtime.database.query(sql`
    select (message).id, (message).lease_token as lease, (message).channel, (message).template, (message).attempts,
      (message).details, was_left as "wasLeft", ${queue.content} as content
    from ${rounds} order by (message).due_at, (message).id`);
  return rowsOf(leasedSchema, rows);
}

/** How many messages of a queue are due that nobody tries. One statement. */
export async function countDue(runtime: Runtime, { channels, provider }: Queue): Promise<number> {
  const due = call('outbox_due', {
    channels: Object.keys(channels),
    provider: provider ?? null,
    now: runtime.clock.now(),
  });
  const rows = await runtime.database.query(sql`select ${due} as count`);
  return firstOf(v.object({ count: v.number() }), rows)?.count ?? 0;
}
