import { readFloat } from '../numbers.ts';

/**
 * INCRBYFLOAT and HINCRBYFLOAT count in C's `long double`, which has a mantissa of 64 bits here where this language has 53. A number
 * is `mantissa * 2 ** power`.
 */
type LongDouble = { mantissa: bigint; power: number };

const bits = (value: bigint) => (value < 0n ? -value : value).toString(2).length;

const atPower = ({ mantissa, power }: LongDouble, wanted: number) => mantissa << BigInt(power - wanted);

/** Divides and rounds to the nearest, halves to the even one. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n;
  const size = negative ? -dividend : dividend;
  const whole = size / divisor;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return negative ? -rounded : rounded;
}

/** The nearest long double to a fraction. */
function nearest(dividend: bigint, divisor: bigint): LongDouble {
  if (dividend === 0n) return { mantissa: 0n, power: 0 };
  // The quotient then has 64 bits or one more.
  let power = bits(dividend) - bits(divisor) - 64;
  const at = (exponent: number) =>
    exponent >= 0
      ? divide(dividend, divisor << BigInt(exponent))
      : divide(dividend << BigInt(-exponent), divisor);
  if (bits(at(power)) > 64) power += 1;
  return { mantissa: at(power), power };
}

function read(text: string): LongDouble {
  const [digits = '', exponent = '0'] = (
    /x/i.test(text) ? String(readFloat(text)) : text.toLowerCase()
  ).split('e');
  const [whole = '', behind = ''] = digits.replace(/^\+/, '').split('.');
  const value = BigInt(`${whole}${behind}`.replace(/^(-?)$/, '$10'));
  const tens = Number(exponent) - behind.length;
  return tens >= 0 ? nearest(value * 10n ** BigInt(tens), 1n) : nearest(value, 10n ** BigInt(-tens));
}

/** As Redis prints it for people: `%.17Lf` without the zeros at the end. */
function format(value: LongDouble): string {
  const scaled = value.mantissa * 10n ** 17n;
  const rounded =
    value.power >= 0 ? scaled << BigInt(value.power) : divide(scaled, 1n << BigInt(-value.power));
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(18, '0');
  const behind = digits.slice(-17).replace(/0+$/, '');
  const text = behind === '' ? digits.slice(0, -17) : `${digits.slice(0, -17)}.${behind}`;
  return rounded < 0n ? `-${text}` : text;
}

/** The sum of two numbers that `readFloat` takes and that are finite, printed. */
export function addLongDoubles(one: string, other: string): string {
  const [a, b] = [read(one), read(other)];
  const power = Math.min(a.power, b.power);
  const sum = atPower(a, power) + atPower(b, power);
  return format(power >= 0 ? nearest(sum << BigInt(power), 1n) : nearest(sum, 1n << BigInt(-power)));
}

/** A double, printed with up to 17 places behind its point. */
export function formatPlaces(value: number): string {
  const places = value.toFixed(17).replace(/0+$/, '').replace(/\.$/, '');
  return places === '-0' ? '0' : places;
}
