import { crc32, deflateSync } from 'node:zlib';

/** A chunk of a PNG with its length and checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export const signature = Buffer.from('89504e470d0a1a0a', 'hex');

export function header(
  width: number,
  height: number,
  { depth = 8, colours = 6, interlace = 0 } = {},
): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colours, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

/** A mark of a house: a disc on a transparent ground and a bar beside it, as red, green, blue and opacity. */
export function logo(width = 240, height = 96): Buffer {
  const radius = height / 2;
  const lines = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isDisc = Math.hypot(x - radius, y - radius) < radius - 2;
      const isBar = x > height + 12 && Math.abs(y - radius) < height / 8;
      const at = y * (1 + 4 * width) + 1 + 4 * x;
      if (isDisc) lines.set([31, 79, 70, 255], at);
      else if (isBar) lines.set([165, 133, 74, 255], at);
    }
  return Buffer.concat([
    signature,
    header(width, height),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
