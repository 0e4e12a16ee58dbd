import { type Commands, fail, reads, SYNTAX, Words, writes, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';
import {
  entryOf,
  type Id,
  idOf,
  indexFrom,
  LAST_ID,
  newStream,
  partsOf,
  readBound,
  readId,
  type Stream,
  showEntry,
  showId,
  slice,
} from './stream.ts';
import { TrimOptions, trimStream } from './stream-trim.ts';

export const get = (db: Database, key: string): Stream | undefined => db.get(key, 'stream');

const TOO_SMALL = 'ERR The ID specified in XADD is equal or smaller than the target stream top item';

/** The id that is asked for: `*` is the time, `5-*` the next of that millisecond. */
function nextId(db: Database, asked: string, last: Id): Id {
  const [lastMs, lastSequence] = partsOf(last);
  if (last === LAST_ID) {
    fail('ERR The stream has exhausted the last possible ID, unable to add more items');
  }
  const following = (ms: bigint) => (ms === lastMs ? idOf(ms, lastSequence + 1n) : idOf(ms, 0n));
  if (asked === '*') {
    const now = BigInt(db.now());
    return following(now > lastMs ? now : lastMs);
  }
  const id = asked.endsWith('-*') ? following(readId(asked.slice(0, -2), 0n) >> 64n) : readId(asked, 0n);
  return id <= last ? fail(TOO_SMALL) : id;
}

function checkId(asked: string): void {
  if (asked === '*') return;
  if (asked.endsWith('-*')) {
    readId(`${asked.slice(0, -2)}-0`, 0n);
    return;
  }
  if (readId(asked, 0n) === 0n) fail('ERR The ID specified in XADD must be greater than 0-0');
}

function add(db: Database, [key = '', ...rest]: string[]) {
  const words = new Words(rest);
  const options = new TrimOptions();
  let create = true;
  let asked = words.take();
  for (;;) {
    const option = asked.toUpperCase();
    if (option === 'NOMKSTREAM') create = false;
    else if (!options.read(option, words)) break;
    asked = words.left > 0 ? words.take() : wrongNumber('xadd');
  }
  if (asked !== '*' && !asked.endsWith('-*')) readId(asked, 0n);
  options.check();
  if (words.left < 2 || words.left % 2 === 1) wrongNumber('xadd');
  checkId(asked);
  const found = get(db, key);
  if (!found && !create) return null;
  const stream = found ?? newStream();
  const id = nextId(db, asked, stream.lastId);
  if (!found) db.put(key, 'stream', stream);
  stream.entries.push({ id, fields: words.rest() });
  stream.lastId = id;
  stream.added += 1;
  if (options.given) trimStream(stream, options.trim);
  return showId(id);
}

const ranging = (direction: 'up' | 'down') =>
  reads(-4, (db, [key = '', first = '', second = '', ...rest]) => {
    const [from, to] = direction === 'up' ? [first, second] : [second, first];
    const [start, end] = [readBound(from, 'start'), readBound(to, 'end')];
    const words = new Words(rest);
    let count = -1;
    while (words.left > 0) {
      if (!words.is('COUNT')) fail(SYNTAX);
      count = Math.max(0, integer(words.take()));
    }
    const stream = get(db, key);
    if (!stream) return [];
    if (count === 0) return null;
    const entries = slice(stream, start, end);
    if (direction === 'down') entries.reverse();
    return entries.slice(0, count < 0 ? undefined : count).map(showEntry);
  });

function remove(db: Database, [key = '', ...texts]: string[]) {
  const stream = get(db, key);
  if (!stream) return 0;
  const ids = texts.map((text) => readId(text, 0n));
  let removed = 0;
  for (const id of ids) {
    if (!entryOf(stream, id)) continue;
    stream.entries.splice(indexFrom(stream, id), 1);
    if (id > stream.maxDeleted) stream.maxDeleted = id;
    removed += 1;
  }
  return removed;
}

function trim(db: Database, [key = '', ...rest]: string[]) {
  const words = new Words(rest);
  const options = new TrimOptions();
  while (words.left > 0) if (!options.read(words.option(), words)) fail(SYNTAX);
  options.check();
  if (!options.given) fail('ERR syntax error, XTRIM must be called with a trimming strategy');
  const stream = get(db, key);
  return stream ? trimStream(stream, options.trim) : 0;
}

function setId(db: Database, [key = '', text = '', ...rest]: string[]) {
  const id = readId(text, 0n);
  const words = new Words(rest);
  let added: number | undefined;
  let maxDeleted: Id | undefined;
  while (words.left > 0) {
    if (words.is('ENTRIESADDED')) {
      added = integer(words.take());
      if (added < 0) fail('ERR entries_added must be positive');
    } else if (words.is('MAXDELETEDID')) {
      maxDeleted = readId(words.take(), 0n);
      if (id < maxDeleted) {
        fail('ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id');
      }
    } else fail(SYNTAX);
  }
  const stream = get(db, key) ?? fail('ERR no such key');
  const top = stream.entries.at(-1)?.id;
  if (top !== undefined && id < top) {
    fail('ERR The ID specified in XSETID is smaller than the target stream top item');
  }
  stream.lastId = id;
  if (added !== undefined) stream.added = added;
  if (maxDeleted !== undefined && maxDeleted !== 0n) stream.maxDeleted = maxDeleted;
  return 'OK';
}

export const streamCommands: Commands = {
  xadd: writes(-5, add),
  xlen: reads(2, (db, [key = '']) => get(db, key)?.entries.length ?? 0),
  xrange: ranging('up'),
  xrevrange: ranging('down'),
  xdel: writes(-3, remove),
  xtrim: writes(-4, trim),
  xsetid: writes(-3, setId),
};
