import { freePort, isPortTaken } from '../ports.ts';

/** The port that people know a part by, or a free one when something else has it, which is then said. */
export async function choosePort(usual: number, part: string, say: (line: string) => void): Promise<number> {
  if (!(await isPortTaken(usual))) return usual;
  const port = await freePort();
  say(`Port ${usual} is taken, so ${part} is at ${port}.`);
  return port;
}
