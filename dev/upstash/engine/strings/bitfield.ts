import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { big } from '../numbers.ts';
import { bitAt, bitOffset, bytesFor, setBitAt, textOf } from './bits.ts';

type Overflow = 'WRAP' | 'SAT' | 'FAIL';
type Field = { signed: boolean; bits: number; at: number };
type Operation = Field & { kind: 'GET' | 'SET' | 'INCRBY'; value: bigint; overflow: Overflow };

const TYPE =
  'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.';

function readField(words: Words): Field {
  const [, sign, size] = /^([iu])(\d+)$/.exec(words.take()) ?? fail(TYPE);
  const [signed, bits] = [sign === 'i', Number(size)];
  if (bits < 1 || bits > (signed ? 64 : 63)) fail(TYPE);
  const offset = words.take();
  // `#2` is the third field of this size.
  const at = offset.startsWith('#') ? bitOffset(offset.slice(1), bits) : bitOffset(offset);
  return { signed, bits, at };
}

function readOverflow(word: string): Overflow {
  const overflow = word.toUpperCase();
  if (overflow === 'WRAP' || overflow === 'SAT' || overflow === 'FAIL') return overflow;
  return fail('ERR Invalid OVERFLOW type specified');
}

function readOperations(args: string[]): Operation[] {
  const words = new Words(args);
  const operations: Operation[] = [];
  let overflow: Overflow = 'WRAP';
  while (words.left > 0) {
    const kind = words.option();
    const needed = { GET: 2, SET: 3, INCRBY: 3, OVERFLOW: 1 }[kind] ?? fail(SYNTAX);
    if (words.left < needed) fail(SYNTAX);
    if (kind === 'OVERFLOW') overflow = readOverflow(words.take());
    else if (kind === 'GET') operations.push({ kind, ...readField(words), value: 0n, overflow });
    else if (kind === 'SET' || kind === 'INCRBY') {
      operations.push({ kind, ...readField(words), value: big(words.take()), overflow });
    }
  }
  return operations;
}

function read(bytes: Buffer, { signed, bits, at }: Field): bigint {
  let value = 0n;
  for (let i = 0; i < bits; i += 1) value = (value << 1n) | BigInt(bitAt(bytes, at + i));
  return signed ? BigInt.asIntN(bits, value) : value;
}

function write(bytes: Buffer, { bits, at }: Field, value: bigint): void {
  for (let i = 0; i < bits; i += 1) {
    setBitAt(bytes, at + i, Number((value >> BigInt(bits - 1 - i)) & 1n));
  }
}

/** What fits in the field instead of a value; nothing when that is to fail. */
function fitInto(value: bigint, { signed, bits, overflow }: Operation): bigint | undefined {
  const low = signed ? -(2n ** BigInt(bits - 1)) : 0n;
  const high = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
  if (value >= low && value <= high) return value;
  if (overflow === 'FAIL') return undefined;
  if (overflow === 'SAT') return value < low ? low : high;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function run(bytes: Buffer, operation: Operation): number | null {
  const old = read(bytes, operation);
  if (operation.kind === 'GET') return Number(old);
  const { kind, signed, value } = operation;
  const wanted = kind === 'INCRBY' ? old + value : signed ? value : BigInt.asUintN(64, value);
  const fitting = fitInto(wanted, operation);
  if (fitting === undefined) return null;
  write(bytes, operation, fitting);
  return Number(kind === 'SET' ? old : fitting);
}

function bitfield(db: Database, [key = '', ...args]: string[], readOnly = false) {
  const operations = readOperations(args);
  const writing = operations.filter(({ kind }) => kind !== 'GET');
  if (readOnly && writing.length > 0) fail('ERR BITFIELD_RO only supports the GET subcommand');
  const length = Math.max(0, ...writing.map(({ at, bits }) => (at + bits + 7) >> 3));
  const bytes = bytesFor(db, key, length);
  const replies = operations.map((operation) => run(bytes, operation));
  if (writing.length > 0) db.rewrite(key, textOf(bytes));
  return replies;
}

export const bitfieldCommands: Commands = {
  bitfield: writes(-2, (db, args) => bitfield(db, args)),
  bitfield_ro: reads(-2, (db, args) => bitfield(db, args, true)),
};
