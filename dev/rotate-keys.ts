import { parseArgs } from 'node:util';
import { rotateSigningKey } from '../src/account/signing-keys.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';

// Access tokens are signed by a new key from now on. With `--retire-now` what the old ones signed is worthless at once, and apps refresh.
const { values } = parseArgs({ options: { 'retire-now': { type: 'boolean', default: false } } });
const runtime = createRuntime(parseConfig(process.env, process.env.CONTEXT ?? 'production'));
const generation = await rotateSigningKey(runtime, values['retire-now'] ? 'retire-now' : 'overlap');
const older = values['retire-now'] ? 'is refused from now on' : 'is good for ten more minutes';
console.log(`Generation ${generation} signs. What older ones signed ${older}.`);
