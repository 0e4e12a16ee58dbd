import { parseArgs } from 'node:util';
import { findRunning, type Running } from '../dev/stack/running.ts';
import { startLocalStack } from '../dev/stack/start.ts';
import { liveThrough } from './script/accounts.ts';
import { until } from './script/ask.ts';
import { bookThrough } from './script/main-job.ts';
import { createSteps } from './script/steps.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const say = (line: string) => (values.json ? console.error(line) : console.log(line));
const steps = createSteps(say);

/** What is shown, in this order. */
const parts: Readonly<Record<string, (stack: Running) => Promise<void>>> = {
  async bookings({ site, mailbox, stripe, paypal }) {
    if (!mailbox || !stripe || !paypal)
      throw new Error('The demo needs the mailbox and the sandbox providers of the local stack.');
    for (const provider of ['stripe', 'paypal'] as const)
      await bookThrough(provider, steps, { site, mailbox, stripe, paypal });
  },
  async accounts({ site, mailbox, sms, identity }) {
    if (!mailbox || !sms || !identity)
      throw new Error('The demo needs the mailbox, the text messages and the Google of the local stack.');
    await liveThrough(steps, { site, mailbox, sms });
  },
};

/** The stack that somebody else has started; nothing while it is not up. Throws when it has ended. */
function running(): Running | undefined {
  const stack = findRunning();
  if (!stack) throw new Error('The local stack has just ended.');
  return stack.isUp ? stack : undefined;
}

const wanted = Object.entries(parts).filter(([name]) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  console.error(`--only takes one of: ${Object.keys(parts).join(', ')}`);
  process.exit(1);
}

const started = findRunning() ? undefined : await startLocalStack({ reset: false, say });
/** Ends the demo when `netlify dev` ends under it; it waits for nothing then. */
const lost = started?.ended.then((reason) => {
  throw new Error(reason);
});
try {
  const stack =
    started ?? (await until('the local stack, which is just starting', async () => running(), say));
  for (const [, run] of wanted) await Promise.race([run(stack), ...(lost ? [lost] : [])]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
} finally {
  lost?.catch(() => {}); // from here on its end is meant
  await started?.stop();
}
const ok = steps.done.length > 0 && steps.done.every((step) => step.ok);
if (values.json) console.log(JSON.stringify({ ok, steps: steps.done }));
else say(ok ? '\nAll of it works.' : '\nThe demo stopped at the step above.');
process.exit(ok ? 0 : 1);
