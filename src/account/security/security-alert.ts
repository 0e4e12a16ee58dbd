import { type SQL, sql } from 'drizzle-orm';
import { enqueue } from '../../outbox/enqueue.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { keepOneTimeToken, newOneTimeToken } from '../one-time-token.ts';

/** What a person is told by mail because it could have been somebody else who did it. */
export type SecurityAlertTemplate =
  | 'user-new-device'
  | 'user-password-changed'
  | 'user-email-changed'
  | 'user-factor-added'
  | 'user-factor-removed'
  | 'user-identity-linked'
  | 'user-api-key-made';

/** Since when what came to an account is not its owner's. Over `one_time_tokens t` by which it is secured. */
export const toldAt = sql`${functionNamed('told_at')}(t)`;

/**
 * CTEs, beginning with a comma, that tell every person of `source` (columns `id`, `email`) what has happened
 * to their account, with a link by which they can say that it was not them. Once in a statement.
 * @param details a JSON object over `source`: what the mail shows and what "it was not me" takes back. Never
 *   personal data but a place.
 */
export function securityAlert(
  runtime: Runtime,
  template: SecurityAlertTemplate,
  source: SQL,
  details: SQL = sql`'{}'::jsonb`,
): SQL {
  const token = newOneTimeToken(runtime, 'secure-account');
  const data = sql`jsonb_build_object('event', ${template}::text) || ${details}`;
  const kept = keepOneTimeToken(runtime, token, source, { userId: sql`id`, email: sql`email`, data });
  return sql`, secure_link as (${kept}), told as (${enqueue(runtime, template, sql`id`, sql`secure_link`)})`;
}
