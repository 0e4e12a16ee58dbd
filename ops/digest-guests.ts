import { digestGuests } from '../src/workflows/guest/digest-guests.ts';
import { runCommand } from './command.ts';

// The staff find guests by digests of their names, addresses and numbers. What was reserved and written before there were any gets them;
// `--all` makes them anew, after the key has gone by which they were made.
await runCommand({
  name: 'digest-guests',
  uses: ['DATABASE_URL', 'MIDAS_KEYS'],
  options: { all: { type: 'boolean', default: false } },
  async run({ values, runtime }) {
    const count = await digestGuests(runtime(), values.all);
    console.log(`${count} reservations and messages can be found by who made them.`);
  },
});
