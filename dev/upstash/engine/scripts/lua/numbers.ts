import lobject from 'fengari/src/lobject.js';
import lstring from 'fengari/src/lstring.js';
import { formatSignificant } from '../../numbers.ts';

/**
 * Redis has Lua 5.1, in which every number is a double: 7 / 7 prints as 1 and 2147483647 + 1 is 2147483648. Fengari has Lua 5.3 with
 * whole numbers of 32 bits beside the doubles. Without this a script that counts milliseconds would wrap around. Its modules call these
 * two through their object, so that putting others in their place is enough; this process has no other use of fengari.
 */
export function countInDoubles(): void {
  const read = lobject.luaO_str2num;
  if (read.name === 'readDouble') return;
  lobject.luaO_str2num = function readDouble(text, into) {
    const length = read(text, into);
    if (length > 0 && into.ttisinteger()) into.setfltvalue(Number(into.value));
    return length;
  };
  lobject.luaO_tostring = (L, number) => {
    const text = formatSignificant(Number(number.value), 14);
    number.setsvalue(lstring.luaS_bless(L, Buffer.from(text, 'latin1')));
  };
}
