import { type Commands, fail, reads, wrongNumber } from './command.ts';
import { matcher } from './keys/glob.ts';

/** Hears what is published; of a pattern it is told which. */
type Hear = (channel: string, message: string, pattern?: string) => void;

type Listeners = Map<string, Set<Hear>>;

export type Bus = {
  /** The function it answers ends the subscription. */
  subscribe(kind: 'channel' | 'pattern', name: string, hear: Hear): () => void;
  /** Answers how many heard it. */
  publish(channel: string, message: string): number;
  channels(): string[];
  patterns(): number;
  listeners(channel: string): number;
};

export function createBus(): Bus {
  const [channels, patterns]: [Listeners, Listeners] = [new Map(), new Map()];
  return {
    subscribe(kind, name, hear) {
      const all = kind === 'channel' ? channels : patterns;
      const listeners = all.get(name) ?? new Set();
      all.set(name, listeners.add(hear));
      return () => {
        listeners.delete(hear);
        if (listeners.size === 0 && all.get(name) === listeners) all.delete(name);
      };
    },
    publish(channel, message) {
      const direct = [...(channels.get(channel) ?? [])];
      for (const hear of direct) hear(channel, message);
      const matching = [...patterns].filter(([pattern]) => matcher(pattern)(channel));
      const others = matching.flatMap(([pattern, listeners]) =>
        [...listeners].map((hear) => () => hear(channel, message, pattern)),
      );
      for (const tell of others) tell();
      return direct.length + others.length;
    },
    channels: () => [...channels.keys()],
    patterns: () => patterns.size,
    listeners: (channel) => channels.get(channel)?.size ?? 0,
  };
}

export const pubSubCommands = (bus: Bus): Commands => ({
  publish: reads(3, (_, [channel = '', message = '']) => bus.publish(channel, message)),
  pubsub: reads(-2, (_, [word = '', ...rest]) => {
    switch (word.toUpperCase()) {
      case 'CHANNELS':
        if (rest.length > 1) {
          fail(`ERR unknown subcommand or wrong number of arguments for '${word}'. Try PUBSUB HELP.`);
        }
        return bus.channels().filter(matcher(rest[0] ?? '*'));
      case 'NUMSUB':
        return rest.flatMap((channel) => [channel, bus.listeners(channel)]);
      case 'NUMPAT':
        return rest.length > 0 ? wrongNumber('pubsub|numpat') : bus.patterns();
      default:
        return fail(`ERR unknown subcommand '${word}'. Try PUBSUB HELP.`);
    }
  }),
});
