import type { Reply } from '../../engine.ts';
import { type Commands, fail, NO_KEY, reads, Words, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';
import { type Group, type Stream, showEntry, showId } from './stream.ts';
import { noGroup } from './stream-groups.ts';
import { lagOf } from './stream-progress.ts';
import { get } from './streams.ts';

function streamInfo(stream: Stream): Reply {
  const { entries, lastId, maxDeleted, added, groups } = stream;
  const [first, last] = [entries[0], entries.at(-1)];
  const nodes = Math.ceil(entries.length / 100);
  return [
    ...['length', entries.length, 'radix-tree-keys', nodes, 'radix-tree-nodes', nodes + 1],
    ...['last-generated-id', showId(lastId), 'max-deleted-entry-id', showId(maxDeleted)],
    ...['entries-added', added, 'recorded-first-entry-id', showId(first?.id ?? 0n)],
    ...['groups', groups.size],
    ...['first-entry', first ? showEntry(first) : null, 'last-entry', last ? showEntry(last) : null],
  ];
}

const ownOf = (group: Group, name: string) =>
  [...group.pending].filter(([, { consumer }]) => consumer === name).sort(([a], [b]) => (a < b ? -1 : 1));

function fullGroup(stream: Stream, name: string, group: Group, count: number): Reply {
  const all = [...group.pending].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, count || undefined);
  const pending = all.map(([id, each]) => [showId(id), each.consumer, each.deliveredAt, each.deliveries]);
  const consumers = [...group.consumers].sort().map(([consumer, seenAt]): Reply => {
    const own = ownOf(group, consumer);
    const shown = own
      .slice(0, count || undefined)
      .map(([id, each]) => [showId(id), each.deliveredAt, each.deliveries]);
    return ['name', consumer, 'seen-time', seenAt, 'pel-count', own.length, 'pending', shown];
  });
  return [
    ...['name', name, 'last-delivered-id', showId(group.lastDelivered), 'entries-read', group.read ?? null],
    ...['lag', lagOf(stream, group), 'pel-count', group.pending.size, 'pending', pending],
    ...['consumers', consumers],
  ];
}

/** What FULL says: the first entries themselves, and each group with what it has pending. */
function fullInfo(stream: Stream, count: number): Reply {
  const [length] = [stream.entries.length];
  const nodes = Math.ceil(length / 100);
  return [
    ...['length', length, 'radix-tree-keys', nodes, 'radix-tree-nodes', nodes + 1],
    ...['last-generated-id', showId(stream.lastId), 'max-deleted-entry-id', showId(stream.maxDeleted)],
    ...['entries-added', stream.added, 'recorded-first-entry-id', showId(stream.entries[0]?.id ?? 0n)],
    ...['entries', stream.entries.slice(0, count || undefined).map(showEntry)],
    ...['groups', [...stream.groups].sort().map(([name, group]) => fullGroup(stream, name, group, count))],
  ];
}

function readFull(words: Words): number | undefined {
  if (words.left === 0) return undefined;
  const unknown = "ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.";
  if (!words.is('FULL')) fail(unknown);
  if (words.left === 0) return 10;
  if (words.left !== 2 || !words.is('COUNT')) fail(unknown);
  const count = integer(words.take());
  return count < 0 ? 10 : count;
}

function info(db: Database, [word = '', key, ...rest]: string[]): Reply {
  const action = word.toUpperCase();
  const most = { STREAM: Infinity, GROUPS: 0, CONSUMERS: 1 }[action];
  if (most === undefined) return fail(`ERR unknown subcommand '${word}'. Try XINFO HELP.`);
  const wrong = rest.length > most || (action === 'CONSUMERS' && rest.length < 1);
  if (key === undefined || wrong) return wrongNumber(`xinfo|${word.toLowerCase()}`);
  const stream = get(db, key) ?? fail(NO_KEY);
  if (action === 'STREAM') {
    const full = readFull(new Words(rest));
    return full === undefined ? streamInfo(stream) : fullInfo(stream, full);
  }
  if (action === 'GROUPS') {
    return [...stream.groups]
      .sort()
      .map(([name, group]) => [
        ...['name', name, 'consumers', group.consumers.size, 'pending', group.pending.size],
        ...['last-delivered-id', showId(group.lastDelivered), 'entries-read', group.read ?? null],
        ...['lag', lagOf(stream, group)],
      ]);
  }
  const [name = ''] = rest;
  const group = stream.groups.get(name) ?? noGroup(name, key);
  return [...group.consumers]
    .sort()
    .map(([consumer, seenAt]) => [
      ...['name', consumer, 'pending', ownOf(group, consumer).length],
      ...['idle', Math.max(0, db.now() - seenAt)],
    ]);
}

export const streamInfoCommands: Commands = { xinfo: reads(-2, info) };
