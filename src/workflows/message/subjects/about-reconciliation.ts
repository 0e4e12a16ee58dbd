import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { messageFields } from './message-fields.ts';

/** What a message about a comparison of the books with a provider's list tells of. */
export const aboutReconciliationSchema = v.object({
  ...messageFields,
  subject: v.literal('reconciliation'),
  template: v.picklist(templatesBySubject.reconciliation),
  reconciliation: v.nullable(
    v.object({
      provider: v.string(),
      fromAt: instantSchema,
      toAt: instantSchema,
      differences: v.number(),
    }),
  ),
});

/** The same as JSON, of the row `o` of the outbox. */
export const aboutReconciliationJson: SQL = sql`json_build_object(
  'reconciliation', (select json_build_object('provider', c.provider, 'fromAt', c.from_at, 'toAt', c.to_at,
      'differences', (select count(*) from reconciliation_differences x where x.provider = c.provider and x.resolved_at is null))
    from reconciliations c where c.id = o.subject_id))`;
