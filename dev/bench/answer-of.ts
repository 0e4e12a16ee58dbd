import type { ChildProcess } from 'node:child_process';

/** The next message of a child, which is sent a question when there is one. Throws at once when the child ends without an answer. */
export function answerOf(child: ChildProcess, name: string, question?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const told = (message: unknown) => {
      child.off('exit', ended);
      resolve(message);
    };
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      child.off('message', told);
      reject(new Error(`${name} ended by itself (${signal ?? `code ${code}`}); what it said stands above.`));
    };
    child.once('message', told);
    child.once('exit', ended);
    if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
    // One that cannot be asked any more is ending, which is told above.
    else if (question !== undefined) child.send(question, () => {});
  });
}

/** Ends a child by hanging up on it, and waits until it has ended; one that has ended by itself is waited for no longer. */
export async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  await ended;
}
