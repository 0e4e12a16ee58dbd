import { redrive } from '../src/notification/outbox.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';

// Sends dead messages again: all, or the one whose id is given. Runs against what the environment names.
const count = await redrive(
  createRuntime(parseConfig(process.env, process.env.CONTEXT ?? 'production')),
  process.argv[2],
);
console.log(`${count} messages will be sent again within a minute.`);
