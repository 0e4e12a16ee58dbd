import type { TemplateAbout } from '../../outbox/kinds.ts';

/** Which documents of the reservation a mail brings along. */
export const attachedTo: Partial<
  Record<TemplateAbout<'reservation'>, readonly ('receipt' | 'invoice' | 'credit-note')[]>
> = {
  'guest-confirmation': ['invoice', 'receipt'],
  'guest-balance-paid': ['receipt'],
  'guest-cancellation': ['credit-note'],
  'guest-balance-cancelled': ['credit-note'],
  'guest-refund': ['credit-note'],
  'guest-deposit-captured': ['receipt'],
};
