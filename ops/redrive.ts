import { redrive } from '../src/outbox/drain.ts';
import { runCommand } from './command.ts';

// Sends dead messages again: all, or the one whose id is given.
await runCommand({
  name: 'redrive',
  uses: ['DATABASE_URL'],
  async run({ positionals, runtime }) {
    const count = await redrive(runtime(), positionals[0]);
    console.log(`${count} messages will be sent again within a minute.`);
  },
});
