#!/usr/bin/env bash
# @neondatabase/serverless: what goes wrong before an answer begins is told as a NeonDbError ("Error connecting to database"), with the cause
# in `sourceError`; an answer that is cut in its midst is told as whatever `fetch` throws while the body is read (here a TypeError, "terminated").
# Whoever asks `error instanceof NeonDbError` to know an outage takes the second for a fault of their own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @neondatabase/serverless@1.2.0
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless';
// The answer of a proxy that goes away: before a word of it, or after the first half of it.
const answer = JSON.stringify({ command: 'SELECT', rowCount: 1, rows: [['1']], fields: [{ name: 'one', dataTypeID: 25 }], rowAsArray: true });
const server = createServer((request, response) => {
  if (request.headers['x-cut'] === 'before') return request.socket.destroy();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.write(answer.slice(0, 20), () => setTimeout(() => request.socket.destroy(), 100));
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
neonConfig.fetchEndpoint = `http://127.0.0.1:${server.address().port}/sql`;
const told = {};
for (const cut of ['before', 'midst']) {
  const sql = neon('postgresql://ada:sesame@db.example/stays', { fetchOptions: { headers: { 'x-cut': cut } } });
  told[cut] = await sql`select '1' as one`.then(() => 'an answer', (error) => error);
}
server.close();
const { version } = JSON.parse(readFileSync('node_modules/@neondatabase/serverless/package.json', 'utf8'));
console.log('@neondatabase/serverless', version, 'node', process.version);
for (const [cut, error] of Object.entries(told))
  console.log(`cut ${cut}:`, error?.constructor?.name, '|', error?.message, '| NeonDbError:', error instanceof NeonDbError);
process.exit(told.before instanceof NeonDbError && told.midst instanceof Error && !(told.midst instanceof NeonDbError) ? 0 : 1);
JS
node try.mjs
