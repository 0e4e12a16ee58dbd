import { expect } from 'vitest';

/** A property of a calendar file, its name with what stands before it in the same component. */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly value: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const safe = String.raw`[^\p{Cc}";:,]|\t`;
const quoted = String.raw`[^\p{Cc}"]|\t`;
const parameter = new RegExp(`^;([A-Za-z0-9-]+)=(?:"((?:${quoted})*)"|((?:${safe})*))`, 'u');

/**
 * Reads a calendar file by the grammar of RFC 5545, section 3.1, and by nothing of what has written it; fails for what is not in that grammar: a line
 * that is longer than 75 octets, a break within a character, a control character, a line that is no property.
 */
export function readCalendar(bytes: Uint8Array): Property[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\r\n');
  expect(lines.pop(), 'the last line ends too').toBe('');
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n]/);
    expect(() => utf8.decode(Buffer.from(line, 'latin1')), line).not.toThrow();
  }
  return lines
    .join('\r\n')
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .map((line) => readLine(utf8.decode(Buffer.from(line, 'latin1'))));
}

/** RFC 6868. */
const meant: Readonly<Record<string, string>> = { n: '\n', "'": '"', '^': '^' };

function readLine(line: string): Property {
  expect(line, 'no control characters but tabs').toMatch(/^(?:[^\p{Cc}]|\t)*$/u);
  const [name = ''] = /^[A-Z0-9-]+/.exec(line) ?? [];
  expect(name, line).not.toBe('');
  let rest = line.slice(name.length);
  const parameters: Record<string, string> = {};
  for (let found = parameter.exec(rest); found; found = parameter.exec(rest)) {
    const [whole, key = '', inQuotes, bare = ''] = found;
    parameters[key] = (inQuotes ?? bare).replace(/\^([n'^])/g, (_, sign: string) => meant[sign] ?? '');
    rest = rest.slice(whole.length);
  }
  expect(rest.startsWith(':'), line).toBe(true);
  return { name, parameters, value: rest.slice(1) };
}

/** The text of a property of the type TEXT (section 3.3.11). */
export function textOf({ value }: Property): string {
  expect(value.replace(/\\[\\;,Nn]/g, ''), 'what parts values is escaped').not.toMatch(/[\\;,]/);
  return value.replace(/\\([\\;,Nn])/g, (_, sign) => (/n/i.test(sign) ? '\n' : `${sign}`));
}
