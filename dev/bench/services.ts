import { fork } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';

const startedSchema = v.object({ proxyUrl: v.string(), redisUrl: v.string(), engine: v.string() });

/** Database proxy and Redis endpoint in a process of their own, with their counters. */
export async function startServices(connectionString: string, token: string) {
  const child = fork(join(import.meta.dirname, 'services-process.ts'), [connectionString, token], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { proxyUrl, redisUrl, engine } = v.parse(
    startedSchema,
    await new Promise((resolve) => child.once('message', resolve)),
  );
  const database = new URL(connectionString).pathname.slice(1);
  const headers = { Authorization: `Bearer ${token}` };
  const ask = async <S extends v.GenericSchema>(url: string, schema: S) =>
    v.parse(schema, await (await fetch(url, { headers })).json());
  return {
    proxyUrl,
    redisUrl,
    engine,
    databaseTrips: async () =>
      (await ask(`${proxyUrl}/_proxy/counts?database=${database}`, v.object({ requests: v.number() })))
        .requests,
    redisTrips: async () => (await ask(`${redisUrl}/_upstash/counts`, v.object({ trips: v.number() }))).trips,
    async flushRedis() {
      await fetch(redisUrl, { method: 'POST', headers, body: JSON.stringify(['FLUSHALL']) });
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}
