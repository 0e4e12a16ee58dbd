import { defaultStackParser, type ErrorEvent, makeNodeTransport, NodeClient, Scope } from '@sentry/node';

const flushMs = 2000;

/**
 * Sends one error to Sentry: its type and stack with the request's id, nothing of the request or the machine.
 */
export async function sendToSentry(dsn: string, requestId: string, error: unknown): Promise<void> {
  const client = new NodeClient({
    dsn,
    integrations: [],
    stackParser: defaultStackParser,
    transport: makeNodeTransport,
    beforeSend: withoutValues,
  });
  const scope = new Scope();
  scope.setClient(client);
  scope.setTag('requestId', requestId);
  client.init();
  scope.captureException(error);
  await client.close(flushMs);
}

/**
 * Messages of driver errors carry values of the statement: the type and the stack are enough to find a bug.
 */
function withoutValues(event: ErrorEvent): ErrorEvent {
  const values = (event.exception?.values ?? []).map(({ type, stacktrace }) => ({
    ...(type ? { type } : {}),
    ...(stacktrace ? { stacktrace } : {}),
  }));
  const { event_id, timestamp, level, platform, tags } = event;
  const kept = Object.entries({ event_id, timestamp, level, platform, tags }).filter(
    ([, value]) => value !== undefined,
  );
  return { type: undefined, ...Object.fromEntries(kept), exception: { values } };
}
