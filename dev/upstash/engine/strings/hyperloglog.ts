import { CommandError } from '../../engine.ts';
import { type Commands, reads, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { cardinality, placeOf } from './hyperloglog-estimate.ts';

/** `HYLL`, that the registers stand one beside the other, and a count in store that is always out of date. */
const HEADER = `HYLL${'\0'.repeat(11)}\x80`;
const REGISTERS = 16384;
const BITS = 6;
const LENGTH = HEADER.length + (REGISTERS * BITS) / 8;

const NOT_ONE = 'WRONGTYPE Key is not a valid HyperLogLog string value.';

/** The registers in a string as Redis lays them out: 6 bits each, the lowest first. */
function unpack(text: string): Uint8Array {
  if (!text.startsWith('HYLL') || text.length !== LENGTH) throw new CommandError(NOT_ONE);
  const registers = new Uint8Array(REGISTERS);
  for (let i = 0; i < REGISTERS; i += 1) {
    const at = i * BITS;
    const byte = HEADER.length + (at >> 3);
    const two = text.charCodeAt(byte) | ((text.charCodeAt(byte + 1) || 0) << 8);
    registers[i] = (two >> (at & 7)) & 63;
  }
  return registers;
}

function pack(registers: Uint8Array): string {
  const bytes = Buffer.alloc(LENGTH - HEADER.length);
  for (const [i, value] of registers.entries()) {
    const at = i * BITS;
    const shifted = value << (at & 7);
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (shifted & 255);
    if (shifted > 255) bytes[(at >> 3) + 1] = (bytes[(at >> 3) + 1] ?? 0) | (shifted >> 8);
  }
  return HEADER + bytes.toString('latin1');
}

function load(db: Database, key: string): Uint8Array | undefined {
  const text = db.get(key, 'string');
  return text === undefined ? undefined : unpack(text);
}

function add(db: Database, [key = '', ...items]: string[]) {
  const loaded = load(db, key);
  const registers = loaded ?? new Uint8Array(REGISTERS);
  let changed = loaded === undefined;
  for (const item of items) {
    const [index, zeros] = placeOf(Buffer.from(item, 'latin1'));
    if (zeros <= (registers[index] ?? 0)) continue;
    registers[index] = zeros;
    changed = true;
  }
  if (changed) db.rewrite(key, pack(registers));
  return Number(changed);
}

function merged(db: Database, keys: string[]): Uint8Array {
  const result = new Uint8Array(REGISTERS);
  for (const key of keys) {
    for (const [i, value] of (load(db, key) ?? []).entries()) {
      if (value > (result[i] ?? 0)) result[i] = value;
    }
  }
  return result;
}

export const hyperLogLogCommands: Commands = {
  pfadd: writes(-2, add),
  pfcount: reads(-2, (db, keys) => cardinality(merged(db, keys))),
  pfmerge: writes(-2, (db, [target = '', ...sources]) => {
    db.rewrite(target, pack(merged(db, [target, ...sources])));
    return 'OK';
  }),
};
