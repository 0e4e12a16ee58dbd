import { digestGuests } from '../src/booking/digest-guests.ts';
import { runCommand } from './command.ts';

// The staff find guests by digests of their names, addresses and numbers. What was reserved before there were any gets them; `--all` makes
// them anew, after the key has gone by which they were made.
await runCommand({
  name: 'digest-guests',
  uses: ['DATABASE_URL', 'MIDAS_KEYS'],
  options: { all: { type: 'boolean', default: false } },
  async run({ values, runtime }) {
    const given = runtime();
    let count = 0;
    let next: string | undefined = '';
    while (next !== undefined) {
      const done = await digestGuests(given, values.all, next);
      count += done.count;
      next = done.next;
    }
    console.log(`${count} reservations can be found by their guests.`);
  },
});
