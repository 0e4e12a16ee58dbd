#!/usr/bin/env bash
# nodemailer hands on a subject that a person typed in the form of an encoded word as it stands, so mail programs show what it decodes to and not
# what was typed. RFC 2047, section 5: "=?...?=" in the position of a word is an encoded word, so
# text that is not meant as one has to be encoded itself. A text with one letter outside ASCII is encoded as a whole and arrives as typed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nodemailer@10.6.0 postal-mime@2.4.4
cat >try.mjs <<'JS'
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';
import PostalMime from 'postal-mime';
const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
async function subjectOf(subject) {
  const { message } = await transport.sendMail({
    from: { name: 'Fine Things', address: 'bookings@fine-things.example' },
    to: 'ada@guests.example',
    subject,
    text: 'x',
  });
  const raw = /^Subject: (.*)$/m.exec(message.toString())[1].trim();
  return { raw, shown: (await PostalMime.parse(message)).subject };
}
console.log('nodemailer', JSON.parse(readFileSync('node_modules/nodemailer/package.json', 'utf8')).version);
const typed = 'Enquiry from =?utf-8?q?Ada?=';
const plain = await subjectOf(typed);
console.log('typed:', typed);
console.log('sent: ', plain.raw);
console.log('shown:', plain.shown, '(right: as typed)');
const accented = await subjectOf('Enquiry by =?utf-8?q?Ada?=, chérie');
console.log('with an accent, shown:', accented.shown);
process.exit(plain.raw === typed && plain.shown === 'Enquiry from Ada' && accented.shown.includes('=?utf-8?q?Ada?=') ? 0 : 1);
JS
node try.mjs
