import { type Commands, fail, reads, SYNTAX, span, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');
export const textOf = (bytes: Buffer) => bytes.toString('latin1');
const BIT_OFFSET = 'ERR bit offset is not an integer or out of range';
const MOST_BITS = 512 * 1024 * 1024 * 8;

export function bitOffset(text: string, scale = 1): number {
  const offset = integer(text, BIT_OFFSET) * scale;
  return offset < 0 || offset >= MOST_BITS ? fail(BIT_OFFSET) : offset;
}

export const bitAt = (bytes: Buffer, at: number) => ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;

export function setBitAt(bytes: Buffer, at: number, bit: number): void {
  const mask = 0x80 >> (at & 7);
  const byte = bytes[at >> 3] ?? 0;
  bytes[at >> 3] = bit ? byte | mask : byte & ~mask;
}

/** The bytes of a key, with zeros behind them up to so many. */
export function bytesFor(db: Database, key: string, length: number): Buffer {
  const bytes = bytesOf(db.get(key, 'string') ?? '');
  return bytes.length >= length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

function setBit(db: Database, [key = '', offset = '', bit = '']: string[]) {
  const at = bitOffset(offset);
  if (bit !== '0' && bit !== '1') fail('ERR bit is not an integer or out of range');
  const bytes = bytesFor(db, key, (at >> 3) + 1);
  const old = bitAt(bytes, at);
  setBitAt(bytes, at, Number(bit));
  db.rewrite(key, textOf(bytes));
  return old;
}

/** The bits from one place to before another, of what stands in bytes or bits. */
function bitSpan(bytes: Buffer, start: number, stop: number, unit: string): [from: number, to: number] {
  if (unit === 'BIT') return span(bytes.length * 8, start, stop);
  const [from, to] = span(bytes.length, start, stop);
  return [from * 8, to * 8];
}

function unitOf(word: string | undefined): string {
  const unit = word?.toUpperCase() ?? 'BYTE';
  return unit === 'BIT' || unit === 'BYTE' ? unit : fail(SYNTAX);
}

function countBits(db: Database, [key = '', start, stop, unit, ...more]: string[]) {
  const text = db.get(key, 'string');
  if (text === undefined) return 0;
  if (more.length > 0 || (start !== undefined && stop === undefined)) fail(SYNTAX);
  const [first, last] = [integer(start ?? '0'), integer(stop ?? '-1')];
  const bytes = bytesOf(text);
  const [from, to] = bitSpan(bytes, first, last, unitOf(unit));
  let count = 0;
  for (let at = from; at < to; at += 1) count += bitAt(bytes, at);
  return count;
}

function findBit(db: Database, [key = '', wanted = '', start, stop, unit, ...more]: string[]) {
  const bit = integer(wanted);
  if (bit !== 0 && bit !== 1) fail('ERR The bit argument must be 1 or 0.');
  const text = db.get(key, 'string');
  if (text === undefined) return bit === 1 ? -1 : 0;
  if (more.length > 0) fail(SYNTAX);
  const [first, last] = [integer(start ?? '0'), integer(stop ?? '-1')];
  const bytes = bytesOf(text);
  const [from, to] = bitSpan(bytes, first, last, unitOf(unit));
  for (let at = from; at < to; at += 1) if (bitAt(bytes, at) === bit) return at;
  // Without an end zeros follow the string for ever.
  return bit === 0 && stop === undefined && from < to ? bytes.length * 8 : -1;
}

const OPERATIONS: Record<string, (a: number, b: number) => number> = {
  AND: (a, b) => a & b,
  OR: (a, b) => a | b,
  XOR: (a, b) => a ^ b,
};

function operate(db: Database, [name = '', to = '', ...keys]: string[]) {
  const operation = OPERATIONS[name.toUpperCase()];
  const negates = name.toUpperCase() === 'NOT';
  if (!operation && !negates) fail(SYNTAX);
  if (negates && keys.length > 1) fail('ERR BITOP NOT must be called with a single source key.');
  const sources = keys.map((key) => bytesOf(db.get(key, 'string') ?? ''));
  const result = Buffer.alloc(Math.max(...sources.map(({ length }) => length)));
  for (const at of result.keys()) {
    const bytes = sources.map((source) => source[at] ?? 0);
    result[at] = operation ? bytes.reduce(operation) : ~(bytes[0] ?? 0);
  }
  if (result.length === 0) db.delete(to);
  else db.put(to, 'string', textOf(result));
  return result.length;
}

export const bitCommands: Commands = {
  setbit: writes(4, setBit),
  getbit: reads(3, (db, [key = '', offset = '']) => {
    const at = bitOffset(offset);
    return bitAt(bytesFor(db, key, 0), at);
  }),
  bitcount: reads(-2, countBits),
  bitpos: reads(-3, findBit),
  bitop: writes(-4, operate),
};
