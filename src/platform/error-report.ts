import type { Context } from '@netlify/functions';
import type { Runtime } from './runtime.ts';

/**
 * Logs a bug and, when a DSN is configured, sends it to Sentry after the answer. The SDK is loaded here and
 * only now, so that no healthy request pays for it.
 */
export function reportError(runtime: Runtime, context: Context, error: unknown): void {
  const { requestId } = context;
  runtime.log('error', 'bug', { requestId, error });
  const { sentryDsn } = runtime.config;
  if (sentryDsn)
    context.waitUntil(
      import('./sentry.ts').then(({ sendToSentry }) => sendToSentry(sentryDsn, requestId, error)),
    );
}
