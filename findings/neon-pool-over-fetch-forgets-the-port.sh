#!/usr/bin/env bash
# @neondatabase/serverless with poolQueryViaFetch: a query of a Pool goes by HTTP with a connection string that has neither the port nor the
# options of the one that the Pool was made with; the same query by neon() sends both. Whoever runs a compatible proxy in front of a
# database on another port than 5432 is led to another place in silence.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @neondatabase/serverless@1.2.0
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { neon, neonConfig, Pool } from '@neondatabase/serverless';
const sent = [];
// As Neon answers a query over HTTP, to any query.
const server = createServer((request, response) => {
  sent.push(request.headers['neon-connection-string']);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ command: 'SELECT', rowCount: 0, rows: [], fields: [], rowAsArray: true }));
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
neonConfig.fetchEndpoint = `http://127.0.0.1:${server.address().port}/sql`;
neonConfig.poolQueryViaFetch = true;
const given = 'postgresql://ada:sesame@db.example:6543/stays?options=project%3Done';
await neon(given)`select 1`;
const pool = new Pool({ connectionString: given });
await pool.query('select 1');
await pool.end();
server.close();
const { version } = JSON.parse(readFileSync('node_modules/@neondatabase/serverless/package.json', 'utf8'));
console.log('@neondatabase/serverless', version);
console.log('given:      ', given);
console.log('neon() sent:', sent[0]);
console.log('Pool sent:  ', sent[1]);
const [byNeon, byPool] = sent.map((one) => new URL(one));
const isAsSeen =
  byNeon.port === '6543' && byNeon.searchParams.get('options') === 'project=one' &&
  byPool.port === '' && !byPool.searchParams.has('options') && byPool.hostname === 'db.example';
process.exit(isAsSeen ? 0 : 1);
JS
node try.mjs
