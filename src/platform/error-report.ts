import type { Context } from '@netlify/functions';
import type { Runtime } from './runtime.ts';

/**
 * Logs a bug and, when a DSN is configured, sends it to Sentry. The SDK is loaded here and only now: it costs 50 ms that
 * no healthy request should pay. It is told to take nothing but the error.
 */
export function reportError(runtime: Runtime, context: Context, error: unknown): void {
  runtime.log('error', 'bug', { requestId: context.requestId, error });
  if (runtime.config.sentryDsn)
    context.waitUntil(sendToSentry(runtime.config.sentryDsn, context.requestId, error));
}

async function sendToSentry(dsn: string, requestId: string, error: unknown): Promise<void> {
  const sentry = await import('@sentry/node');
  if (!sentry.isInitialized()) {
    sentry.init({
      dsn,
      tracesSampleRate: 0,
      defaultIntegrations: false,
      beforeSend: (event) => ({
        type: event.type,
        ...(event.event_id ? { event_id: event.event_id } : {}),
        ...(event.tags ? { tags: event.tags } : {}),
        // Messages of driver errors carry values of the statement: the type and the stack are enough to find a bug.
        exception: {
          values: (event.exception?.values ?? []).map(({ type, stacktrace }) => ({
            ...(type ? { type } : {}),
            ...(stacktrace ? { stacktrace } : {}),
          })),
        },
      }),
    });
  }
  sentry.captureException(error, { tags: { requestId } });
  await sentry.flush(2000);
}
