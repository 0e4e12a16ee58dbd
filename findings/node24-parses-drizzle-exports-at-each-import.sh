#!/usr/bin/env bash
# Node 24 with drizzle-orm: to import `drizzle-orm/pg-core` takes seconds of the processor, most of it reading one file over and over. For each
# import inside a package Node looks up the scope of the package and copies what it found; the `exports` of that copy are a getter that parses
# their text anew. drizzle-orm's `exports` are some 130 KB of text. With the same package and only the exports that are used,
# or with Node 20, the same import takes a fraction of it. The modules and what they do are the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4 node-24@npm:node@24.21.0 node-20@npm:node@20.20.2
cat >measure.mjs <<'JS'
const before = process.cpuUsage();
const { pgTable } = await import('drizzle-orm/pg-core');
const { user, system } = process.cpuUsage(before);
console.log(typeof pgTable === 'function' ? Math.round((user + system) / 1000) : 'nothing');
JS
least() { for _ in 1 2 3; do "$1" measure.mjs; done | sort -n | head -1; }
six=$(least node_modules/node-20/bin/node)
whole=$(least node_modules/node-24/bin/node)
node -e '
  const path = "node_modules/drizzle-orm/package.json";
  const parsed = JSON.parse(require("fs").readFileSync(path, "utf8"));
  parsed.exports = { "./pg-core": parsed.exports["./pg-core"] };
  require("fs").writeFileSync(path, JSON.stringify(parsed));'
short=$(least node_modules/node-24/bin/node)
echo "drizzle-orm 0.45.4, import of drizzle-orm/pg-core, processor time, best of three"
echo "$(node_modules/node-20/bin/node --version), all exports:      $six ms"
echo "$(node_modules/node-24/bin/node --version), all exports:      $whole ms"
echo "$(node_modules/node-24/bin/node --version), the one that is used: $short ms"
[ "$whole" -gt $((3 * short)) ] && [ "$whole" -gt $((3 * six)) ]
