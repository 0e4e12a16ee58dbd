import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { isPortTaken, PortTakenError } from '../../dev/ports.ts';
import { startPostgres } from '../../dev/postgres.ts';
import { failureOf, usePostgres } from '../support/database/own-postgres.ts';
import { patienceMs } from '../support/harness/patience.ts';

const local = usePostgres();

const patiently = { timeout: patienceMs };

describe('PostgreSQL', () => {
  const spare = () => ({ dataDir: join(local.folder, 'spare'), port: 0, persistent: true, durable: true });

  async function ask(connectionString: string, query: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query(query)).rows;
    } finally {
      await client.end();
    }
  }

  /** A process of its own that starts a server, says where, and then does as `then` says. */
  async function owner(dataDir: string, then: string) {
    const module = new URL('../../dev/postgres.ts', import.meta.url).href;
    const script = `
      import { startPostgres } from ${JSON.stringify(module)};
      const { port } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0, persistent: true, durable: false });
      console.log(port);
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [printed] = await once(child.stdout, 'data');
    return { child, ended, port: Number(printed) };
  }

  test('is a version 18 in UTF-8 and UTC that sorts by code point and knows every letter’s case', async () => {
    const [row] = await ask(
      local.postgres.url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
         current_setting('timezone') as timezone, lower('ÉÖ') as lower, 'Z' < 'a' as code_points`,
    );
    expect(row).toEqual({ major: 18, encoding: 'UTF8', timezone: 'UTC', lower: 'éö', code_points: true });
  });

  test('keeps its data over a stop, and over a crash that leaves its lock behind', async () => {
    const first = await startPostgres(spare());
    await ask(first.url, 'create table kept (n int); insert into kept values (1)');
    await first.stop();
    const second = await startPostgres(spare());
    await ask(second.url, 'insert into kept values (2)');
    const lock = await readFile(join(second.dataDir, 'postmaster.pid'), 'utf8');
    process.kill(Number.parseInt(lock, 10), 'SIGKILL');
    const third = await startPostgres(spare());
    expect(await ask(third.url, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    await third.stop();
  });

  test('names itself and the port when the port is taken', async () => {
    const failure = await failureOf(startPostgres({ ...spare(), port: local.postgres.port }));
    expect(failure).toBeInstanceOf(PortTakenError);
    expect(String(failure)).toContain(`PostgreSQL cannot start: port ${local.postgres.port} is taken`);
  });

  test('is not started twice on the same data', async () => {
    const again = startPostgres({ dataDir: join(local.folder, 'main'), port: 0, persistent: true });
    await expect(again).rejects.toThrow(/already runs on .*main/);
  });

  test('goes along with a process that ends without stopping it, whose exit code stays', async () => {
    const { ended, port } = await owner(spare().dataDir, 'process.exitCode = 3;');
    expect(await ended).toEqual([3, null]);
    await expect.poll(() => isPortTaken(port), patiently).toBe(false);
  });

  test('goes along with a process that is terminated, and its orphan is replaced when that was killed', async () => {
    const { dataDir } = spare();
    const terminated = await owner(dataDir, 'setInterval(() => {}, 1000);');
    terminated.child.kill('SIGTERM');
    expect(await terminated.ended).toEqual([null, 'SIGTERM']);
    await expect.poll(() => isPortTaken(terminated.port), patiently).toBe(false);

    const killed = await owner(dataDir, 'setInterval(() => {}, 1000);');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await isPortTaken(killed.port)).toBe(true);
    const server = await startPostgres(spare());
    expect(await isPortTaken(killed.port)).toBe(false);
    await server.stop();
  });

  test('removes its data when it is not to persist', async () => {
    const server = await startPostgres({ ...spare(), persistent: false });
    await server.stop();
    await expect(readFile(join(server.dataDir, 'PG_VERSION'))).rejects.toThrow('ENOENT');
  });
});
