import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientKey } from '../../src/http/access/client-address.ts';

test('every IPv4 client has a budget of its own', () => {
  expect(clientKey('192.0.2.1')).toBe('192.0.2.1');
  expect(clientKey('192.0.2.1')).not.toBe(clientKey('192.0.2.2'));
});

test.each(['::ffff:192.0.2.1', '::FFFF:192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1', '::ffff:c000:201'])(
  'the IPv4 client inside IPv6 as %s counts as that client',
  (address) => {
    expect(clientKey(address)).toBe(clientKey('192.0.2.1'));
  },
);

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1'],
  ['2001:db8::1', '2001:0db8:0000:0000:ffff:ffff:ffff:ffff'],
  ['2001:DB8:A:B::', '2001:db8:a:b:1::'],
  ['2001:db8::a:b:c:d', '2001:db8:0:0:1:2:3:4'],
  ['2001:db8:0:0:1::', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::2'],
  ['::1', '::2'],
])('%s and %s are one customer, who holds the whole /64', (one, other) => {
  expect(clientKey(one)).toBe(clientKey(other));
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['2001:db8::1', '2001:db9::1'],
  ['2001:db8:10::1', '2001:db8:1::1'],
  ['1::', '::1'],
])('%s and %s are two customers', (one, other) => {
  expect(clientKey(one)).not.toBe(clientKey(other));
});

const group = fc.integer({ min: 0, max: 0xffff });
const address = fc.tuple(group, group, group, group, group, group, group, group);

/** The same address as people write it: short, in full, or in capitals. */
const spellings: readonly ((groups: readonly number[]) => string)[] = [
  (groups) => groups.map((one) => one.toString(16)).join(':'),
  (groups) => groups.map((one) => one.toString(16).padStart(4, '0')).join(':'),
  (groups) => groups.map((one) => one.toString(16).toUpperCase()).join(':'),
  (groups) => new URL(`http://[${groups.map((one) => one.toString(16)).join(':')}]/`).hostname.slice(1, -1),
];

test('whatever way an IPv6 address is written, the first 64 bits decide whose it is, and nothing else does', () => {
  const spelling = fc.constantFrom(...spellings);
  fc.assert(
    fc.property(
      address,
      address,
      fc.boolean(),
      spelling,
      spelling,
      (one, other, isSameNetwork, write, writeOther) => {
        const second = isSameNetwork ? [...one.slice(0, 4), ...other.slice(4)] : other;
        const isMapped = (groups: readonly number[]) =>
          groups.slice(0, 5).every((part) => part === 0) && groups[5] === 0xffff;
        fc.pre(!isMapped(one) && !isMapped(second));
        const isSame = one.slice(0, 4).join() === second.slice(0, 4).join();
        expect(clientKey(write(one)) === clientKey(writeOther(second))).toBe(isSame);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a client without an address shares one budget with all others without one, instead of having none', () => {
  expect(clientKey('')).toBe('unknown');
});
