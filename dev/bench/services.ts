import { fork } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { answerOf, endOf } from './answer-of.ts';

const startedSchema = v.object({ proxyUrl: v.string(), redisUrl: v.string(), engine: v.string() });

/** Database proxy and Redis endpoint in a process of their own, away from the load. */
export async function startServices(connectionString: string, token: string) {
  const child = fork(join(import.meta.dirname, 'services-process.ts'), [connectionString, token], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { proxyUrl, redisUrl, engine } = v.parse(
    startedSchema,
    await answerOf(child, 'The process of the database proxy and Redis'),
  );
  const headers = { Authorization: `Bearer ${token}` };
  return {
    proxyUrl,
    redisUrl,
    engine,
    async flushRedis() {
      await fetch(redisUrl, { method: 'POST', headers, body: JSON.stringify(['FLUSHALL']) });
    },
    async stop() {
      await endOf(child);
    },
  };
}
