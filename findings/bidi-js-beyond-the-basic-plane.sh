#!/usr/bin/env bash
# bidi-js takes scripts of the supplementary planes that are written from right to left, such as Adlam and Hanifi Rohingya,
# for text from left to right: it looks up the halves of a surrogate pair. Asked for one character it knows the class.
# UAX 9 and UnicodeData.txt: U+1E900 ADLAM CAPITAL LETTER ALIF has the class R, so the paragraph and its letters are level 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bidi-js@1.1.0
cat >try.mjs <<'JS'
import bidiFactory from 'bidi-js';
import { readFileSync } from 'node:fs';
const bidi = bidiFactory();
const adlam = '\u{1e900}\u{1e901}';
const { levels, paragraphs } = bidi.getEmbeddingLevels(adlam);
console.log('bidi-js', JSON.parse(readFileSync('node_modules/bidi-js/package.json', 'utf8')).version);
console.log('class of U+1E900 alone:', bidi.getBidiCharTypeName('\u{1e900}'), '(right: R)');
console.log('levels of the text:', [...levels].join(' '), '(right: 1 1 1 1)');
console.log('level of the paragraph:', paragraphs[0].level, '(right: 1)');
const hebrew = bidi.getEmbeddingLevels('\u05d0\u05d1');
console.log('Hebrew, of the basic plane:', [...hebrew.levels].join(' '), 'paragraph', hebrew.paragraphs[0].level);
const isAsSeen =
  bidi.getBidiCharTypeName('\u{1e900}') === 'R' && levels.every((level) => level === 0) && paragraphs[0].level === 0;
process.exit(isAsSeen ? 0 : 1);
JS
node try.mjs
