/**
 * What we write on a payment and on a refund to know them again: their ids, as `custom_id` and `invoice_id`.
 * Other business may share the account; what carries none of these is not ours.
 */
export function ourPaymentId(mark: string | undefined): string | undefined {
  return mark !== undefined && /^pay_\w{1,200}$/.test(mark) ? mark : undefined;
}

/** The same of a refund. One made in PayPal's own pages has none. */
export function ourRefundId(mark: string | undefined): string | undefined {
  return mark !== undefined && /^rfd_\w{1,200}$/.test(mark) ? mark : undefined;
}
