import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { freePort, PortTakenError } from '../ports.ts';

/** The ports that a stack had the last time, by those that people know it by. */
export interface KeptPorts {
  of(usual: number): number;
  keep(usual: number, port: number): void;
}

const keptSchema = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)));

/** Keeps them in a file, so that the second of two stacks is found where it was. A file that cannot be read counts as none. */
export function keepPorts(file: string): KeptPorts {
  const read = () => {
    const parsed = v.safeParse(
      v.pipe(v.string(), v.parseJson(), keptSchema),
      existsSync(file) ? readFileSync(file, 'utf8') : '{}',
    );
    return parsed.success ? parsed.output : {};
  };
  return {
    of: (usual) => read()[usual] ?? usual,
    keep(usual, port) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ ...read(), [usual]: port }));
    },
  };
}

/**
 * Starts a part on the ports that it had the last time, at first those that people know it by, and on a free one in place of each that something
 * else has, which is then said. Binding decides and no look before it: of two stacks that start at once each gets what the other did not.
 */
export async function onUsualPorts<P extends Readonly<Record<string, number>>, T>(
  usual: P,
  { say, kept }: { readonly say: (line: string) => void; readonly kept: KeptPorts },
  start: (ports: P) => Promise<T>,
): Promise<T> {
  // Each name of `usual` keeps its number, or gets another.
  let ports = Object.fromEntries(Object.entries(usual).map(([name, port]) => [name, kept.of(port)])) as P;
  for (;;) {
    try {
      const started = await start(ports);
      for (const [name, port] of Object.entries(usual)) kept.keep(port, ports[name] ?? port);
      return started;
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      const taken = Object.entries(ports).find(([, port]) => port === error.port);
      if (!taken) throw error;
      const port = await freePort();
      say(`Port ${error.port} is taken, so ${error.part} gets ${port}, and keeps it from now on.`);
      ports = { ...ports, [taken[0]]: port };
    }
  }
}
