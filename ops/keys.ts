import { randomBytes } from 'node:crypto';
import { runCommand } from './command.ts';

/** `MIDAS_KEYS` with a new key in front of those there are: it signs and seals from now on, the others still verify and open. */
export function withNewKey(present: string, secret: Buffer, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  const keys = present.split(',').filter(Boolean);
  const taken = keys.map((key) => key.split(':')[0]);
  const id = ['', ...'abcdefghijklmnopqrstuvwxyz']
    .map((letter) => `k${day}${letter}`)
    .find((one) => !taken.includes(one));
  return [`${id}:${secret.toString('base64')}`, ...keys].join(',');
}

// Prints what MIDAS_KEYS is to be: npm run keys, or npm run keys -- --env-file .env.production to put a new key in front of those there.
if (process.argv[1] === import.meta.filename) {
  await runCommand({
    name: 'keys',
    uses: [],
    async run({ variable }) {
      console.log(`MIDAS_KEYS=${withNewKey(variable('MIDAS_KEYS'), randomBytes(32), new Date())}`);
    },
  });
}
