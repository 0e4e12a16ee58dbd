import type { Reply } from '../../engine.ts';
import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast, integer } from '../numbers.ts';
import {
  entryOf,
  type Group,
  type Id,
  LAST_ID,
  readId,
  type Stream,
  showEntry,
  showId,
  slice,
} from './stream.ts';
import { seeConsumer } from './stream-groups.ts';
import { advance } from './stream-progress.ts';
import { get } from './streams.ts';

type Asked = {
  group?: { name: string; consumer: string };
  count: number | undefined;
  acknowledged: boolean;
  streams: { key: string; from: string }[];
};

function readAsked(name: string, args: string[]): Asked {
  const words = new Words(args);
  const asked: Asked = { count: undefined, acknowledged: false, streams: [] };
  const reading = name === 'xreadgroup';
  while (words.left > 0) {
    const option = words.option();
    if (option === 'BLOCK' && words.left > 0) {
      // Nobody waits in a transaction or over REST; what is not there is not there.
      atLeast(
        0,
        String(integer(words.take(), 'ERR timeout is not an integer or out of range')),
        'ERR timeout is negative',
      );
    } else if (option === 'COUNT' && words.left > 0) {
      asked.count = Math.max(0, integer(words.take())) || undefined;
    } else if (option === 'STREAMS' && words.left > 0) {
      const rest = words.rest();
      if (rest.length % 2 === 1) {
        fail("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
      }
      const half = rest.length / 2;
      asked.streams = rest.slice(0, half).map((key, i) => ({ key, from: rest[half + i] ?? '' }));
    } else if (option === 'GROUP' && words.left > 1) {
      if (!reading) fail('ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.');
      asked.group = { name: words.take(), consumer: words.take() };
    } else if (option === 'NOACK') {
      if (!reading) fail('ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.');
      asked.acknowledged = true;
    } else fail(SYNTAX);
  }
  if (asked.streams.length === 0) fail(SYNTAX);
  if (reading && !asked.group) fail('ERR Missing GROUP option for XREADGROUP');
  return asked;
}

function read(db: Database, args: string[]): Reply {
  const { count, streams } = readAsked('xread', args);
  const starts = streams.map(({ key, from }) => {
    const stream = get(db, key);
    if (from === '>') {
      fail(
        'ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.',
      );
    }
    return { key, stream, after: from === '$' ? (stream?.lastId ?? 0n) : readId(from, 0n) };
  });
  const replies = starts.flatMap(({ key, stream, after }) => {
    const entries = stream && after < LAST_ID ? slice(stream, after + 1n, LAST_ID).slice(0, count) : [];
    return entries.length > 0 ? [[key, entries.map(showEntry)]] : [];
  });
  return replies.length > 0 ? replies : null;
}

/** Delivers again what a consumer has not acknowledged; an entry that was deleted since has no fields. */
function history(
  db: Database,
  stream: Stream,
  group: Group,
  consumer: string,
  after: Id,
  count = Infinity,
): Reply[] {
  return [...group.pending]
    .filter(([id, pending]) => pending.consumer === consumer && id > after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, count)
    .map(([id, pending]) => {
      const entry = entryOf(stream, id);
      if (!entry) return [showId(id), null];
      pending.deliveredAt = db.now();
      pending.deliveries += 1;
      return showEntry(entry);
    });
}

function deliver(db: Database, stream: Stream, group: Group, consumer: string, asked: Asked): Reply[] {
  const entries = slice(stream, group.lastDelivered + 1n, LAST_ID).slice(0, asked.count);
  for (const { id } of entries) {
    advance(stream, group, id);
    if (asked.acknowledged) continue;
    group.pending.set(id, { consumer, deliveredAt: db.now(), deliveries: 1 });
  }
  return entries.map(showEntry);
}

function readGroup(db: Database, args: string[]): Reply {
  const asked = readAsked('xreadgroup', args);
  const { name = '', consumer = '' } = asked.group ?? {};
  const sources = asked.streams.map(({ key, from }) => {
    const stream = get(db, key);
    const group = stream?.groups.get(name);
    if (!stream || !group) {
      return fail(`NOGROUP No such key '${key}' or consumer group '${name}' in XREADGROUP with GROUP option`);
    }
    if (from === '$') {
      fail(
        'ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
      );
    }
    return { key, stream, group, after: from === '>' ? undefined : readId(from, 0n) };
  });
  const replies = sources.flatMap(({ key, stream, group, after }): Reply[] => {
    seeConsumer(db, group, consumer);
    if (after !== undefined) return [[key, history(db, stream, group, consumer, after, asked.count)]];
    const entries = deliver(db, stream, group, consumer, asked);
    return entries.length > 0 ? [[key, entries]] : [];
  });
  return replies.length > 0 ? replies : null;
}

export const streamReadingCommands: Commands = {
  xread: reads(-4, read),
  xreadgroup: writes(-7, readGroup),
};
