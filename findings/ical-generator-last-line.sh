#!/usr/bin/env bash
# ical-generator ends every line of a calendar with CRLF but the last one: END:VCALENDAR stands at the end of the text without any.
# RFC 5545, 3.1: content lines are delimited by CRLF, and 3.4 has it after END:VCALENDAR too ("END" ":" "VCALENDAR" CRLF).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical-generator@11.1.2
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import ical from 'ical-generator';
const calendar = ical({ name: 'Stays' });
calendar.createEvent({
  id: 'stay-1',
  start: new Date('2027-06-12T14:00:00Z'),
  end: new Date('2027-06-19T08:00:00Z'),
  summary: 'A villa',
});
const text = calendar.toString();
const { version } = JSON.parse(readFileSync('node_modules/ical-generator/package.json', 'utf8'));
const bare = text.match(/(?<!\r)\n/g) ?? [];
console.log('ical-generator', version);
console.log('lines that end with CRLF:', text.split('\r\n').length - 1, 'with LF alone:', bare.length);
console.log('the end of the text:', JSON.stringify(text.slice(-15)), '(right: "END:VCALENDAR\\r\\n")');
process.exit(bare.length === 0 && text.endsWith('\r\nEND:VCALENDAR') ? 0 : 1);
JS
node try.mjs
