import { parseArgs } from 'node:util';
import { bookThrough } from './demo/main-job.ts';
import { createSteps } from './demo/steps.ts';
import { findRunning } from './stack/running.ts';
import { startLocalStack } from './stack/start.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string) => (values.json ? console.error(line) : console.log(line));

const started = findRunning() ? undefined : await startLocalStack({ reset: false, say });
const stack = started ?? findRunning();
const steps = createSteps(say);
try {
  const { site, mailbox, stripe, paypal } = stack ?? {};
  if (!site || !mailbox || !stripe || !paypal)
    throw new Error('The demo needs the mailbox and the sandbox providers of the local stack.');
  for (const provider of ['stripe', 'paypal'] as const)
    await bookThrough(provider, steps, { site, mailbox, stripe, paypal });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
} finally {
  await started?.stop();
}
const ok = steps.done.length > 0 && steps.done.every((step) => step.ok);
if (values.json) console.log(JSON.stringify({ ok, steps: steps.done }));
else say(ok ? '\nAll of it works.' : '\nThe demo stopped at the step above.');
process.exit(ok ? 0 : 1);
