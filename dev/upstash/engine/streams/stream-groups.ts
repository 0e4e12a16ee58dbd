import { CommandError } from '../../engine.ts';
import { type Commands, fail, Words, writes, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';
import { type Group, type Id, newStream, readBound, readId, type Stream } from './stream.ts';
import { get } from './streams.ts';

const NO_STREAM =
  'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.';

export const noGroup = (group: string, key: string): never =>
  fail(`NOGROUP No such consumer group '${group}' for key name '${key}'`);

/** Words behind the name of the subcommand: at least and at most. */
const SIZES: Record<string, [least: number, most: number]> = {
  CREATE: [3, 6],
  SETID: [3, 5],
  DESTROY: [2, 2],
  CREATECONSUMER: [3, 3],
  DELCONSUMER: [3, 3],
};

/** `$` is the last entry, `-` the start. */
function position(stream: Stream | undefined, text: string): Id {
  if (text === '$') return stream?.lastId ?? 0n;
  return text === '-' || text === '+' ? readBound(text, 'start') : readId(text, 0n);
}

function readOptions(words: Words, action: string): { make: boolean; read: number | undefined } {
  const options: { make: boolean; read: number | undefined } = { make: false, read: undefined };
  while (words.left > 0) {
    if (action === 'CREATE' && words.is('MKSTREAM')) options.make = true;
    else if (words.left >= 2 && words.is('ENTRIESREAD')) {
      const read = integer(words.take());
      if (read < -1) fail('ERR value for ENTRIESREAD must be positive or -1');
      options.read = read < 0 ? undefined : read;
    } else fail(`ERR unknown subcommand or wrong number of arguments for '${action}'. Try XGROUP HELP.`);
  }
  return options;
}

function create(db: Database, key: string, name: string, id: string, make: boolean, read?: number) {
  const found = get(db, key);
  if (!found && !make) fail(NO_STREAM);
  const lastDelivered = position(found, id);
  const stream = found ?? newStream();
  if (!found) db.put(key, 'stream', stream);
  if (stream.groups.has(name)) throw new CommandError('BUSYGROUP Consumer Group name already exists');
  stream.groups.set(name, { lastDelivered, read, pending: new Map(), consumers: new Map() });
  return 'OK';
}

/** The consumer goes, and what it had pending with it. */
function deleteConsumer(group: Group, consumer: string): number {
  const own = [...group.pending].filter(([, pending]) => pending.consumer === consumer);
  for (const [id] of own) group.pending.delete(id);
  group.consumers.delete(consumer);
  return own.length;
}

/** Whether the consumer is new. */
export function seeConsumer(db: Database, group: Group, consumer: string): boolean {
  const isNew = !group.consumers.has(consumer);
  group.consumers.set(consumer, db.now());
  return isNew;
}

function administer(db: Database, [word = '', key = '', name = '', ...rest]: string[]) {
  const action = word.toUpperCase();
  const [least, most] = SIZES[action] ?? fail(`ERR unknown subcommand '${word}'. Try XGROUP HELP.`);
  const given = rest.length + 2;
  if (given < least || (least === most && given > most)) wrongNumber(`xgroup|${word.toLowerCase()}`);
  const [first = '', ...more] = rest;
  const { make, read } = readOptions(new Words(more), word);
  const stream = get(db, key);
  if (action === 'CREATE') return create(db, key, name, first, make, read);
  if (!stream) return fail(NO_STREAM);
  const group = stream.groups.get(name);
  if (action === 'DESTROY') return Number(stream.groups.delete(name));
  if (!group) return noGroup(name, key);
  if (action === 'DELCONSUMER') return deleteConsumer(group, first);
  if (action === 'CREATECONSUMER') {
    if (group.consumers.has(first)) return 0;
    return Number(seeConsumer(db, group, first));
  }
  group.lastDelivered = position(stream, first);
  group.read = read;
  return 'OK';
}

export const streamGroupCommands: Commands = {
  xgroup: writes(-2, administer),
  xack: writes(-4, (db, [key = '', name = '', ...texts]) => {
    const group = get(db, key)?.groups.get(name);
    if (!group) return 0;
    const ids = texts.map((text) => readId(text, 0n));
    return ids.filter((id) => group.pending.delete(id)).length;
  }),
};
