import type { ChildProcess } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes a child along when this process ends without stopping it. Answers how to call that off. */
export function killChildOnExit(child: ChildProcess): () => void {
  const kill = () => {
    child.kill('SIGINT');
  };
  const onSignal = (signal: NodeJS.Signals) => {
    callOff();
    // Someone else handles this signal and will stop the stack in order.
    if (process.listenerCount(signal) > 0) return;
    kill();
    process.kill(process.pid, signal);
  };
  const callOff = () => {
    process.off('exit', kill);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', kill);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return callOff;
}
