import { rotateSigningKey } from '../src/account/session/signing-keys.ts';
import { runCommand } from './command.ts';

// Access tokens are signed by a new key from now on. With `--retire-now` what the old ones signed is worthless at once, and apps refresh.
await runCommand({
  name: 'rotate-keys',
  uses: ['DATABASE_URL', 'MIDAS_KEYS'],
  options: { 'retire-now': { type: 'boolean', default: false } },
  async run({ values, runtime }) {
    const generation = await rotateSigningKey(runtime(), values['retire-now'] ? 'retire-now' : 'overlap');
    const older = values['retire-now'] ? 'is refused from now on' : 'is good for ten more minutes';
    console.log(`Generation ${generation} signs. What older ones signed ${older}.`);
  },
});
