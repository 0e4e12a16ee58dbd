#!/usr/bin/env bash
# Node 24: a module that imports anything of `node:http` loads the whole of fetch (undici) with it, whether or not it is ever used. To give a builtin
# its names as a module, Node reads each of its properties; `WebSocket`, `CloseEvent` and `MessageEvent` of node:http are getters that load undici.
# Asked for by `process.getBuiltinModule`, as CommonJS gets it, the same builtin loads none of it. A bundled function that calls
# other hosts pays for it at each cold start. Node 20 has no such getters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-24@npm:node@24.21.0 node-20@npm:node@20.20.2
cat >imported.mjs <<'JS'
import { request } from 'node:http';
const undici = process.moduleLoadList.filter((name) => name.includes('deps/undici/undici'));
console.log(typeof request === 'function' ? undici.length : 'nothing');
JS
cat >asked.mjs <<'JS'
const { request } = process.getBuiltinModule('node:http');
const undici = process.moduleLoadList.filter((name) => name.includes('deps/undici/undici'));
console.log(typeof request === 'function' ? undici.length : 'nothing');
JS
imported=$(node_modules/node-24/bin/node imported.mjs)
asked=$(node_modules/node-24/bin/node asked.mjs)
before=$(node_modules/node-20/bin/node imported.mjs)
echo "parts of undici that were loaded"
echo "$(node_modules/node-24/bin/node --version), import { request } from 'node:http':    $imported"
echo "$(node_modules/node-24/bin/node --version), process.getBuiltinModule('node:http'): $asked"
echo "$(node_modules/node-20/bin/node --version), import { request } from 'node:http':    $before"
[ "$imported" -gt 0 ] && [ "$asked" -eq 0 ] && [ "$before" -eq 0 ]
