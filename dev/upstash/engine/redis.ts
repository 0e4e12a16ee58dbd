import { CommandError, type Reply } from '../engine.ts';
import { hashCommands } from './collections/hashes.ts';
import { listMoveCommands } from './collections/list-moves.ts';
import { listCommands } from './collections/lists.ts';
import { setCommands } from './collections/sets.ts';
import type { Command } from './command.ts';
import { Database } from './database.ts';
import { geoCommands } from './geo/geo.ts';
import { geoSearchCommands } from './geo/geo-search.ts';
import { expiryCommands } from './keys/expiry.ts';
import { keyCommands } from './keys/keys.ts';
import { type Bus, createBus, pubSubCommands } from './pubsub.ts';
import { scriptCommands } from './scripts/scripting.ts';
import { serverCommands } from './server.ts';
import { sortedSetAlgebraCommands } from './sorted-sets/sorted-set-algebra.ts';
import { sortedSetPopCommands } from './sorted-sets/sorted-set-pops.ts';
import { sortedSetRangeCommands } from './sorted-sets/sorted-set-ranges.ts';
import { sortedSetCommands } from './sorted-sets/sorted-sets.ts';
import { streamGroupCommands } from './streams/stream-groups.ts';
import { streamInfoCommands } from './streams/stream-info.ts';
import { streamPendingCommands } from './streams/stream-pending.ts';
import { streamReadingCommands } from './streams/stream-reading.ts';
import { streamCommands } from './streams/streams.ts';
import { bitfieldCommands } from './strings/bitfield.ts';
import { bitCommands } from './strings/bits.ts';
import { counterCommands } from './strings/counters.ts';
import { hyperLogLogCommands } from './strings/hyperloglog.ts';
import { lcsCommands } from './strings/lcs.ts';
import { stringCommands } from './strings/strings.ts';

const OF_DATA = [
  ...[keyCommands, expiryCommands, stringCommands, counterCommands, lcsCommands],
  ...[bitCommands, bitfieldCommands, hashCommands, listCommands, listMoveCommands, setCommands],
  ...[sortedSetCommands, sortedSetRangeCommands, sortedSetPopCommands, sortedSetAlgebraCommands],
  ...[streamCommands, streamReadingCommands, streamGroupCommands, streamPendingCommands, streamInfoCommands],
  ...[hyperLogLogCommands, geoCommands, geoSearchCommands, serverCommands],
];

/** Redis shows no more than so much of what it does not know. */
const SHOWN = 128;

function unknown([name = '', ...args]: string[]): CommandError {
  let shown = '';
  for (const arg of args) {
    if (shown.length >= SHOWN) break;
    shown += `'${arg.slice(0, SHOWN - shown.length)}' `;
  }
  const message = `ERR unknown command '${name.slice(0, SHOWN)}', with args beginning with: ${shown}`;
  return new CommandError(message.replace(/[\r\n]/g, ' '));
}

/** Redis itself, as far as one process needs it. Every string in and out is one of bytes (latin1). */
export type Redis = {
  /** Throws CommandError. */
  run(command: string[]): Reply;
  /** Throws CommandError for what would be refused before it runs: an unknown command, too many words or too few. */
  check(command: string[]): void;
  subscribe: Bus['subscribe'];
  clear(): void;
};

/** `now` is in milliseconds since 1970, `random` at least 0 and below 1. */
export function createRedis(now: () => number, random: () => number): Redis {
  const db = new Database(now, random);
  const bus = createBus();
  const commands = new Map<string, Command>();
  const all = [...OF_DATA, pubSubCommands(bus), scriptCommands((name) => commands.get(name))];
  for (const some of all) {
    for (const [name, command] of Object.entries(some)) commands.set(name, command);
  }

  function find(words: string[]): Command {
    const name = words[0]?.toLowerCase() ?? '';
    const command = commands.get(name);
    if (!command) throw unknown(words);
    const { arity } = command;
    if (arity < 0 ? words.length < -arity : words.length !== arity) {
      throw new CommandError(`ERR wrong number of arguments for '${name}' command`);
    }
    return command;
  }

  return {
    run: (words) => find(words).run(db, words.slice(1)),
    check: (words) => void find(words),
    subscribe: bus.subscribe,
    clear: () => db.clear(),
  };
}
