import { runCommand } from './command.ts';
import { examine } from './doctor/examine.ts';

const signs = { well: '✓', off: '–', wrong: '✗' } as const;

// Says of each part of a site whether it is well, or what to do: npm run doctor -- --env-file .env.production
await runCommand({
  name: 'doctor',
  uses: [],
  async run({ environment }) {
    const findings = await examine(environment, 'production');
    const width = Math.max(...findings.map(({ part }) => part.length));
    for (const { part, state, says } of findings)
      console.log(`${signs[state]} ${part.padEnd(width)}  ${says}`);
    const faults = findings.filter(({ state }) => state === 'wrong').length;
    console.log(faults === 0 ? '\nAll is well.' : `\n${faults} ${faults === 1 ? 'thing' : 'things'} to do.`);
    return faults === 0 ? 0 : 1;
  },
});
