import { fail } from '../command.ts';

/** An id as one number: the milliseconds in the upper 64 bits, the sequence in the lower. */
export type Id = bigint;

export type StreamEntry = { id: Id; fields: string[] };
export type Pending = { consumer: string; deliveredAt: number; deliveries: number };
export type Group = {
  lastDelivered: Id;
  /** How many entries were read of all that ever were; unknown where that cannot be told. */
  read: number | undefined;
  /** What was delivered and not yet acknowledged. */
  pending: Map<Id, Pending>;
  /** When each consumer was seen last. */
  consumers: Map<string, number>;
};
export type Stream = {
  /** By id. */
  entries: StreamEntry[];
  lastId: Id;
  /** The highest that was ever deleted. */
  maxDeleted: Id;
  added: number;
  groups: Map<string, Group>;
};

export const newStream = (): Stream => ({
  entries: [],
  lastId: 0n,
  maxDeleted: 0n,
  added: 0,
  groups: new Map(),
});

export const isStream = (value: object): value is Stream => 'entries' in value && 'maxDeleted' in value;

export function copyStream(stream: Stream): Stream {
  return structuredClone(stream);
}

const PART = 2n ** 64n;
export const LAST_ID: Id = PART * PART - 1n;
const INVALID = 'ERR Invalid stream ID specified as stream command argument';

export const idOf = (ms: bigint, sequence: bigint): Id => ms * PART + sequence;
export const partsOf = (id: Id): [ms: bigint, sequence: bigint] => [id / PART, id % PART];
export const showId = (id: Id): string => partsOf(id).join('-');

function part(text: string): bigint {
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : PART;
  return value < PART ? value : fail(INVALID);
}

/** `ms-sequence` or `ms` alone, to which the missing sequence is added. */
export function readId(text: string, missing: bigint): Id {
  const [ms = '', sequence, ...more] = text.split('-');
  if (more.length > 0) fail(INVALID);
  return idOf(part(ms), sequence === undefined ? missing : part(sequence));
}

/** An end of a range: `-` and `+` are the ends of all, `(` leaves the id itself out. */
export function readBound(text: string, side: 'start' | 'end'): Id {
  if (text === '-') return 0n;
  if (text === '+') return LAST_ID;
  const open = text.startsWith('(');
  const id = readId(open ? text.slice(1) : text, side === 'start' ? 0n : PART - 1n);
  if (!open) return id;
  if (side === 'start') return id === LAST_ID ? fail('ERR invalid start ID for the interval') : id + 1n;
  return id === 0n ? fail('ERR invalid end ID for the interval') : id - 1n;
}

/** Where the first entry is that has this id or a later one. */
export function indexFrom({ entries }: Stream, id: Id): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function entryOf(stream: Stream, id: Id): StreamEntry | undefined {
  const entry = stream.entries[indexFrom(stream, id)];
  return entry?.id === id ? entry : undefined;
}

/** The entries from one id to another, both included. */
export const slice = (stream: Stream, start: Id, end: Id): StreamEntry[] =>
  start > end ? [] : stream.entries.slice(indexFrom(stream, start), indexFrom(stream, end + 1n));

export const showEntry = ({ id, fields }: StreamEntry): [string, string[]] => [showId(id), fields];
