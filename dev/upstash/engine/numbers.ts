import { fail, NOT_FLOAT, NOT_INTEGER } from './command.ts';

export const MAX = 2n ** 63n - 1n;
export const MIN = -(2n ** 63n);
export const NOT_A_SUM = 'ERR increment would produce NaN or Infinity';

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|0x[\da-f]+)$/i;

/** A whole number of 64 bits as Redis writes it: no sign but a minus, no zeros before it. */
export function readBig(text: string): bigint | undefined {
  if (!INTEGER.test(text) || text.length > 20) return undefined;
  const value = BigInt(text);
  return value > MAX || value < MIN ? undefined : value;
}

export const big = (text: string, error = NOT_INTEGER): bigint => readBig(text) ?? fail(error);

/** A whole number of 64 bits, as near as this language's numbers come to it. */
export function integer(text: string, error = NOT_INTEGER): number {
  if (text.length < 16 && INTEGER.test(text)) return Number(text);
  return Number(big(text, error));
}

/** A whole number that is at least so much. */
export function atLeast(least: number, text: string, error: string): number {
  const value = integer(text, error);
  return value < least ? fail(error) : value;
}

/** How many to take. */
export const count = (text: string): number =>
  atLeast(0, text, 'ERR value is out of range, must be positive');

export function readFloat(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const lower = text.toLowerCase();
  if (lower.includes('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  if (lower.includes('x')) return Number(lower.replace(/^[+-]/, '')) * (lower.startsWith('-') ? -1 : 1);
  const value = Number(lower);
  return Number.isFinite(value) ? value : undefined;
}

export const float = (text: string, error = NOT_FLOAT): number => readFloat(text) ?? fail(error);

const withoutZeros = (digits: string) =>
  digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;

/** As C's `%.Ng` has it. */
export function formatSignificant(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < 10 ** Math.min(digits, 17)) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < digits) return withoutZeros(value.toFixed(digits - 1 - power));
  return `${withoutZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** A double as Redis 7.0 prints it. */
export const formatDouble = (value: number): string => formatSignificant(value, 17);
