import { parseArgs } from 'node:util';
import { startLocalStack } from './stack/start.ts';
import { stopOnSignals } from './stack/stop-on-signals.ts';

const { values } = parseArgs({
  options: {
    reset: { type: 'boolean', default: false },
    'own-pages': { type: 'boolean', default: false },
  },
});
const say = (line: string) => console.log(line);

try {
  const stack = await startLocalStack({ reset: values.reset, ownPages: values['own-pages'], say });
  const isStopping = stopOnSignals(() => stack.stop());
  const width = Math.max(...stack.parts.map((part) => part.name.length));
  const addressWidth = Math.max(...stack.parts.map((part) => part.address.length));
  say('');
  for (const { name, address, note } of stack.parts)
    say(`  ${name.padEnd(width)}  ${address.padEnd(addressWidth)}  ${note}`);
  say(`\nReady in ${Math.round(performance.now() / 100) / 10} s. Ctrl-C stops everything.`);
  const reason = await stack.ended;
  if (!isStopping()) {
    console.error(reason);
    await stack.stop();
    process.exit(1);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
