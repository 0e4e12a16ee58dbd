import { forgetClosedAccounts } from '../../../../src/account/security/forget-closed-accounts.ts';
import { forgetExpired } from '../../../../src/account/security/forget-expired.ts';
import { forgetSetAside } from '../../../../src/enquiry/forget-set-aside.ts';
import { forgetDelivered } from '../../../../src/outbox/forget-delivered.ts';
import { forgetIdempotencyKeys } from '../../../../src/platform/idempotency/forget-idempotency-keys.ts';
import { count, instant } from '../due-rows.ts';
import { type Backlog, fill, longAgo } from './backlog.ts';

/** So many minutes from now what was told counts in no dispute any more. */
const ages = -600 * 1440;

/** What is forgotten after a while. */
export const cleanUps: Record<string, Backlog> = {
  'idempotency keys': {
    make: (stack, many) =>
      fill(stack, many, 'idempotency_keys', `'key ' || n, '', '', ${instant(stack, longAgo)}`),
    left: (stack) => count(stack, `select from idempotency_keys where key_digest like 'key %'`),
    run: forgetIdempotencyKeys,
  },
  budgets: {
    make: (stack, many) =>
      fill(
        stack,
        many,
        'attempt_limits (key, used, window_ends_at)',
        `'old ' || n, 1, ${instant(stack, longAgo)}`,
      ),
    left: (stack) => count(stack, `select from attempt_limits where key like 'old %'`),
    run: forgetExpired,
  },
  'one-time tokens': {
    make: (stack, many) =>
      fill(
        stack,
        many,
        'one_time_tokens (id, purpose, hash, created_at, expires_at)',
        `'old ' || n, 'resend', 'old ' || n, ${instant(stack, longAgo)}, ${instant(stack, longAgo)}`,
      ),
    left: (stack) => count(stack, `select from one_time_tokens where id like 'old %'`),
    run: forgetExpired,
  },
  sessions: {
    make: (stack, many) =>
      fill(
        stack,
        many,
        'sessions (id, user_id, refresh_hash, refreshed_at, authenticated_at, authenticated_by, methods, device, created_at, expires_at)',
        `'old ' || n, 'prs_' || n, 'old ' || n, ${instant(stack, longAgo)}, ${instant(stack, longAgo)}, '{pwd}', '{pwd}', '', ${instant(stack, longAgo)}, ${instant(stack, longAgo)}`,
      ),
    left: (stack) => count(stack, `select from sessions where id like 'old %'`),
    run: forgetExpired,
    seconds: 0.12,
  },
  'closed accounts': {
    async make(stack, many) {
      const at = instant(stack, longAgo);
      await fill(
        stack,
        many,
        'closed_accounts (user_id, kept, closed_at)',
        `'prs_' || n, jsonb_build_object('user', jsonb_build_object('email', n || '@closed.example')), ${at}`,
      );
      // Still good, so that nothing else forgets it: one by the person, the next by the address.
      await fill(
        stack,
        many,
        'one_time_tokens (id, purpose, hash, user_id, email, created_at, expires_at)',
        `'closed ' || n, 'resend', 'closed ' || n, case when n % 2 = 0 then 'prs_' || n end, case when n % 2 = 1 then n || '@closed.example' end, ${at}, ${instant(stack, 1440)}`,
      );
    },
    left: async (stack) =>
      Math.max(
        await count(stack, `select from closed_accounts where user_id like 'prs_%'`),
        await count(stack, `select from one_time_tokens where id like 'closed %'`),
      ),
    run: forgetClosedAccounts,
  },
  'messages that went out': {
    make: (stack, many) =>
      fill(
        stack,
        many,
        'outbox (id, template, subject_id, status, due_at, created_at, sent_at)',
        `'old ' || n, 'guest-confirmation', 'res_' || n, 'sent', ${instant(stack, ages)}, ${instant(stack, ages)}, ${instant(stack, ages)}`,
      ),
    left: (stack) => count(stack, `select from outbox where id like 'old %'`),
    run: forgetDelivered,
  },
  'enquiries set aside': {
    make: (stack, many) =>
      fill(
        stack,
        many,
        'enquiries (id, language, content_sealed, created_at, set_aside_because)',
        `'old ' || n, 'en', '', ${instant(stack, longAgo)}, 'too-fast'`,
      ),
    left: (stack) => count(stack, `select from enquiries where id like 'old %'`),
    run: forgetSetAside,
  },
};
