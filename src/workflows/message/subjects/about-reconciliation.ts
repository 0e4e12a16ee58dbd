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
