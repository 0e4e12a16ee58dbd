import type { Reply } from '../../engine.ts';
import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast, integer, readBig } from '../numbers.ts';
import {
  entryOf,
  type Group,
  type Id,
  type Pending,
  readBound,
  readId,
  showEntry,
  showId,
} from './stream.ts';
import { seeConsumer } from './stream-groups.ts';
import { get } from './streams.ts';

const noKeyOrGroup = (key: string, group: string): never =>
  fail(`NOGROUP No such key '${key}' or consumer group '${group}'`);

function groupOf(db: Database, key: string, name: string) {
  const stream = get(db, key);
  const group = stream?.groups.get(name);
  return stream && group ? { stream, group } : noKeyOrGroup(key, name);
}

const byId = (group: Group): [Id, Pending][] => [...group.pending].sort(([a], [b]) => (a < b ? -1 : 1));

function summary(group: Group): Reply {
  const all = byId(group);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return [0, null, null, null];
  const consumers = [...group.consumers.keys()].sort().flatMap((name) => {
    const own = all.filter(([, { consumer }]) => consumer === name).length;
    return own > 0 ? [[name, String(own)]] : [];
  });
  return [all.length, showId(first[0]), showId(last[0]), consumers];
}

function pending(db: Database, [key = '', name = '', ...rest]: string[]): Reply {
  if (rest.length === 0) return summary(groupOf(db, key, name).group);
  const words = new Words(rest);
  const minIdle = words.is('IDLE') ? integer(words.take()) : 0;
  const [startText = '', endText = '', countText = ''] = words.several(3);
  const count = Math.max(0, integer(countText));
  const [start, end] = [readBound(startText, 'start'), readBound(endText, 'end')];
  const consumer = words.left > 0 ? words.take() : undefined;
  const { group } = groupOf(db, key, name);
  const now = db.now();
  return byId(group)
    .filter(([id, each]) => id >= start && id <= end && (consumer ?? each.consumer) === each.consumer)
    .map(
      ([id, each]) =>
        [showId(id), each.consumer, Math.max(0, now - each.deliveredAt), each.deliveries] as const,
    )
    .filter(([, , idle]) => idle >= minIdle)
    .slice(0, count)
    .map((each) => [...each]);
}

type Claim = {
  deliveredAt: number;
  retries: number | undefined;
  force: boolean;
  justId: boolean;
  lastId: Id;
};

function readClaim(db: Database, words: Words): Claim {
  const claim: Claim = { deliveredAt: db.now(), retries: undefined, force: false, justId: false, lastId: 0n };
  const invalid = (what: string) => `ERR Invalid ${what} option argument for XCLAIM`;
  while (words.left > 0) {
    const word = words.take();
    const option = word.toUpperCase();
    if (option === 'FORCE') claim.force = true;
    else if (option === 'JUSTID') claim.justId = true;
    else if (option === 'IDLE') claim.deliveredAt = db.now() - integer(words.take(), invalid('IDLE'));
    else if (option === 'TIME') claim.deliveredAt = integer(words.take(), invalid('TIME'));
    else if (option === 'RETRYCOUNT') claim.retries = integer(words.take(), invalid('RETRYCOUNT'));
    else if (option === 'LASTID') claim.lastId = readId(words.take(), 0n);
    else fail(`ERR Unrecognized XCLAIM option '${word}'`);
  }
  if (claim.deliveredAt < 0 || claim.deliveredAt > db.now()) claim.deliveredAt = db.now();
  return claim;
}

function isId(text: string): boolean {
  const [ms = '', sequence = '0', ...more] = text.split('-');
  return more.length === 0 && [ms, sequence].every((part) => readBig(part) !== undefined);
}

function claim(db: Database, [key = '', name = '', consumer = '', idleText = '', ...rest]: string[]): Reply {
  const { stream, group } = groupOf(db, key, name);
  const minIdle = Math.max(0, integer(idleText, 'ERR Invalid min-idle-time argument for XCLAIM'));
  const firstOption = rest.findIndex((word) => !isId(word));
  const split = firstOption < 0 ? rest.length : firstOption;
  const ids = rest.slice(0, split).map((text) => readId(text, 0n));
  const { deliveredAt, retries, force, justId, lastId } = readClaim(db, new Words(rest, split));
  if (lastId > group.lastDelivered) group.lastDelivered = lastId;
  const now = db.now();
  const claimed: Reply[] = [];
  for (const id of ids) {
    const entry = entryOf(stream, id);
    const old = group.pending.get(id);
    if (!entry) {
      group.pending.delete(id);
      continue;
    }
    if (!old && !force) continue;
    if (old && minIdle > 0 && now - old.deliveredAt < minIdle) continue;
    seeConsumer(db, group, consumer);
    const deliveries = retries ?? (old?.deliveries ?? 0) + (justId ? 0 : 1);
    group.pending.set(id, { consumer, deliveredAt, deliveries });
    claimed.push(justId ? showId(id) : showEntry(entry));
  }
  return claimed;
}

function autoClaim(
  db: Database,
  [key = '', name = '', consumer = '', idleText = '', from = '', ...rest]: string[],
): Reply {
  const minIdle = Math.max(0, integer(idleText, 'ERR Invalid min-idle-time argument for XAUTOCLAIM'));
  const start = readBound(from, 'start');
  const words = new Words(rest);
  let [count, justId] = [100, false];
  while (words.left > 0) {
    if (words.is('JUSTID')) justId = true;
    else if (words.left > 1 && words.is('COUNT')) {
      count = atLeast(1, String(integer(words.take(), 'ERR COUNT must be > 0')), 'ERR COUNT must be > 0');
    } else fail(SYNTAX);
  }
  const { stream, group } = groupOf(db, key, name);
  seeConsumer(db, group, consumer);
  const now = db.now();
  const [claimed, gone]: [Reply[], string[]] = [[], []];
  const ahead = byId(group).filter(([id]) => id >= start);
  let [attempts, looked] = [count * 10, 0];
  for (const [id, old] of ahead) {
    if (attempts === 0 || claimed.length === count) break;
    attempts -= 1;
    looked += 1;
    const entry = entryOf(stream, id);
    if (!entry) {
      group.pending.delete(id);
      gone.push(showId(id));
      continue;
    }
    if (minIdle > 0 && now - old.deliveredAt < minIdle) continue;
    group.pending.set(id, { consumer, deliveredAt: now, deliveries: old.deliveries + (justId ? 0 : 1) });
    claimed.push(justId ? showId(id) : showEntry(entry));
  }
  return [showId(ahead[looked]?.[0] ?? 0n), claimed, gone];
}

export const streamPendingCommands: Commands = {
  xpending: reads(-3, pending),
  xclaim: writes(-6, claim),
  xautoclaim: writes(-6, autoClaim),
};
