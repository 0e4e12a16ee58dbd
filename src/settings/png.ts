import { crc32, inflateSync } from 'node:zlib';

/** A picture as mails and documents bear it. */
export interface Png {
  readonly bytes: Buffer;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const most = { width: 600, height: 300 };
/** What is drawn; all else that a file may bring along (places, names, comments) is left out. */
const kept = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** How many bytes a pixel takes, by the type of colours: grey, red-green-blue, palette, and with transparency. */
const bytesOfPixel: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * A PNG (W3C PNG specification, third edition) that every program for mail and our documents can draw: eight
 * bits a channel, not interlaced, whole and no larger than a letterhead needs. Answers what is wrong with it
 * instead.
 */
export function readPng(given: Uint8Array): Png | string {
  const bytes = Buffer.from(given);
  if (!bytes.subarray(0, 8).equals(signature)) return 'Give a PNG.';
  const chunks = chunksOf(bytes);
  const header = chunks?.[0];
  if (!chunks || header?.type !== 'IHDR' || header.data.length !== 13 || chunks.at(-1)?.type !== 'IEND')
    return 'This PNG is damaged.';
  const { data } = header;
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const pixel = bytesOfPixel[data.readUInt8(9)];
  if (width === 0 || height === 0 || width > most.width || height > most.height)
    return `Give a picture of at most ${most.width} × ${most.height} pixels.`;
  if (pixel === undefined || data.readUInt8(8) !== 8 || data.readUInt8(12) !== 0)
    return 'Save the PNG with eight bits a channel and without interlacing.';
  if (!holds(chunks, height * (1 + width * pixel))) return 'This PNG is damaged.';
  const drawn = chunks.filter(({ type }) => kept.includes(type));
  return { bytes: Buffer.concat([signature, ...drawn.map(({ whole }) => whole)]), width, height };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly whole: Buffer;
}

/** The chunks up to the end of the picture; none where one is cut off or altered. */
function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return undefined;
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  return undefined;
}

/** Whether the lines of the picture are all there and no more, and a palette where its colours are in one. */
function holds(chunks: readonly Chunk[], lineBytes: number): boolean {
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const palette = chunks.find(({ type }) => type === 'PLTE')?.data.length ?? 0;
  if (chunks[0]?.data.readUInt8(9) === 3 && (palette === 0 || palette % 3 !== 0)) return false;
  try {
    return inflateSync(packed, { maxOutputLength: lineBytes }).length === lineBytes;
  } catch {
    // Cut off, altered, or more than its size says.
    return false;
  }
}
