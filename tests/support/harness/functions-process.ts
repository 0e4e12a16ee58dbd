import { serveFunctions } from '../../../dev/functions-server.ts';
import { startNeonProxy } from '../../../dev/neon-proxy.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { createLog } from '../../../src/platform/log.ts';
import { createRuntime } from '../../../src/platform/runtime.ts';
import { createTestClock } from './clock.ts';
import { functionModules } from './functions.ts';
import { patienceMs } from './patience.ts';

// The functions in a process of their own, behind a Neon proxy of their own. Started by `start-functions-process.ts`.
const [environmentJson = '', now = '', connections = ''] = process.argv.slice(2);
const environment: Record<string, string> = JSON.parse(environmentJson);
process.on('disconnect', () => process.exit());

const proxy = await startNeonProxy({ port: 0, maxConnections: Number(connections), plansOnce: true });
await proxy.warm(environment.DATABASE_URL ?? '', Number(connections));
const config = parseConfig({ ...environment, DATABASE_HTTP_ENDPOINT: `${proxy.url}/sql` }, 'dev');
const clock = createTestClock(now);
const runtime = createRuntime(config, {
  clock,
  log: createLog(() => {}, clock.now),
  databaseWaitMs: patienceMs,
  redisTimeoutMs: patienceMs,
  lookUpTimeoutMs: patienceMs,
});
const functions = await serveFunctions(functionModules, { port: 0, runtime });
process.send?.({ url: `${functions.url}/api/v1`, proxyUrl: proxy.url });
