import { inflateSync } from 'node:zlib';

const headerLength = 12;
const entryLength = 16;

/**
 * The OpenType font (sfnt) inside a WOFF 1.0 file (W3C, sections 4 to 6). The PDF library reads WOFF as well,
 * but inflates a whole table anew for each glyph.
 */
export function sfntOf(woff: Buffer): Buffer {
  const tableCount = woff.readUInt16BE(12);
  const directory = Buffer.alloc(headerLength + entryLength * tableCount);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(tableCount, 4);
  const power = Math.floor(Math.log2(tableCount));
  directory.writeUInt16BE(entryLength << power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(entryLength * tableCount - (entryLength << power), 10);
  const tables: Buffer[] = [];
  let at = directory.length;
  for (let index = 0; index < tableCount; index++) {
    const from = 44 + 20 * index;
    const to = headerLength + entryLength * index;
    const [offset, stored, length] = [4, 8, 12].map((field) => woff.readUInt32BE(from + field));
    if (offset === undefined || stored === undefined || length === undefined) throw new Error('no WOFF file');
    const bytes = woff.subarray(offset, offset + stored);
    const table = stored < length ? inflateSync(bytes) : bytes;
    woff.copy(directory, to, from, from + 4); // tag
    woff.copy(directory, to + 4, from + 16, from + 20); // checksum
    directory.writeUInt32BE(at, to + 8);
    directory.writeUInt32BE(length, to + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    tables.push(table, padding);
    at += length + padding.length;
  }
  return Buffer.concat([directory, ...tables]);
}
