import { isIPv6 } from 'node:net';

/**
 * The client that a limit counts, from the address that Netlify vouches for. One IPv6 customer holds a whole
 * /64, so its host half is dropped; an IPv4 address inside IPv6 counts as IPv4.
 */
export function clientKey(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address || 'unknown';
  const groups = groupsOf(plain);
  const [seventh = 0, eighth = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [seventh >> 8, seventh & 255, eighth >> 8, eighth & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, which the URL parser writes in its one canonical form (RFC 5952). */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front = [], back = []] = canonical.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - front.length - back.length).fill('0');
  return [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16));
}
