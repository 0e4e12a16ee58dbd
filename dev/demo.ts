import { parseArgs } from 'node:util';
import { bookThroughStripe } from './demo/main-job.ts';
import { createSteps } from './demo/steps.ts';
import { findRunning } from './stack/running.ts';
import { startLocalStack } from './stack/start.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string) => (values.json ? console.error(line) : console.log(line));

const started = findRunning() ? undefined : await startLocalStack({ reset: false, say });
const stack = started ?? findRunning();
const steps = createSteps(say);
try {
  if (!stack?.mailbox || !stack.stripe)
    throw new Error('The demo needs the mailbox and the sandbox Stripe of the local stack.');
  await bookThroughStripe(steps, { site: stack.site, mailbox: stack.mailbox, stripe: stack.stripe });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
} finally {
  await started?.stop();
}
const ok = steps.done.length > 0 && steps.done.every((step) => step.ok);
if (values.json) console.log(JSON.stringify({ ok, steps: steps.done }));
else say(ok ? '\nAll of it works.' : '\nThe demo stopped at the step above.');
process.exit(ok ? 0 : 1);
