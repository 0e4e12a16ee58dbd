import { clientAddress, get } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import type { BenchStack } from './stack.ts';

const count = 60;

/** Lists of 20, as a guest asks for them. */
const searches = {
  plain: '',
  dates: 'from={from}&to={to}&guests=2',
  'dates and kind': 'category=yacht&from={from}&to={to}&guests=2',
  place: 'place=france',
  text: 'text=yacht',
  price: 'currency=EUR&sort=price',
} as const;
type Kind = keyof typeof searches;
export const searchKinds = Object.keys(searches) as Kind[]; // its own keys

/** How long one client waits for each of some lists, in milliseconds, in order. Nothing is cached. */
export async function measureSearch(stack: BenchStack, kind: Kind): Promise<number[]> {
  const functions = await startFunctionsProcess(['items'], stack.environment, stack.functionsFolder);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const query = searches[kind].replace('{from}', day(60)).replace('{to}', day(67));
  const ms: number[] = [];
  for (let index = -10; index < count; index += 1) {
    const beganAtMs = performance.now();
    const { status } = await get(`${functions.url}/api/v1/items?${query}`, clientAddress(index + 20_000_000));
    if (status !== 200) throw new Error(`a search answered ${status}`);
    if (index >= 0) ms.push(performance.now() - beganAtMs);
  }
  await functions.stop();
  return ms.sort((a, b) => a - b);
}
