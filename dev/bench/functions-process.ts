import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FunctionModule, serveFunctions } from '../functions-server.ts';

// Serves the modules that the arguments name: built functions, or the bare handler, in a process of its own, configured by its environment like a deployed one.
const paths = process.argv.slice(2);
const modules = await Promise.all(paths.map(async (path): Promise<FunctionModule> => import(path)));
const server = await serveFunctions(modules, { port: 0 });
process.send?.({ url: server.url });
process.on('message', (message) => {
  if (message === 'peak') process.send?.({ peakBytes: process.resourceUsage().maxRSS * 1024 });
  if (message === 'memory') {
    sweep();
    const { heapUsed, rss } = process.memoryUsage();
    process.send?.({ heapBytes: heapUsed, residentBytes: rss });
  }
  if (message === 'processor') {
    const { user, system } = process.cpuUsage();
    process.send?.({ processorMs: (user + system) / 1000 });
  }
  if (message === 'settled') void server.settled().then(() => process.send?.({ settled: true }));
});
process.on('disconnect', () => process.exit(0));

/** Collects the garbage now, so that what is left is what is held. */
function sweep(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
