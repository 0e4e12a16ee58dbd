import { PortTakenError } from '../ports.ts';

/**
 * Starts a part on the ports that people know it by, and on a free one in place of each that something else has, which is then
 * said. Binding decides and no look before it: of two stacks that start at once each gets what the other did not.
 */
export async function onUsualPorts<P extends Readonly<Record<string, number>>, T>(
  usual: P,
  say: (line: string) => void,
  start: (ports: P) => Promise<T>,
): Promise<T> {
  try {
    return await start(usual);
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    const taken = Object.entries(usual).find(([, port]) => port === error.port && port !== 0);
    if (!taken) throw error;
    say(`Port ${error.port} is taken, so ${error.part} gets a free one.`);
    return onUsualPorts({ ...usual, [taken[0]]: 0 }, say, start);
  }
}
