import type { methods, purposes } from '../platform/money/payment-methods.ts';

/** Everything that a document says in one language. Names, amounts and times come in already formatted. */
export interface Texts {
  /** For `Intl`. */
  readonly locale: string;
  readonly titles: Readonly<Record<'receipt' | 'invoice' | 'credit-note' | 'debit-note', string>>;
  readonly facts: Readonly<
    Record<
      | 'number'
      | 'issuedOn'
      | 'customer'
      | 'reservation'
      | 'period'
      | 'taxId'
      | 'vatNumber'
      | 'corrects'
      | 'reason'
      | 'method'
      | 'providerReference'
      | 'receivedAt',
      string
    >
  >;
  readonly columns: Readonly<
    Record<'description' | 'quantity' | 'unitPrice' | 'net' | 'tax' | 'gross', string>
  >;
  /** Above the sale on a receipt, which is about a payment. */
  readonly saleTitle: string;
  readonly taxSummary: Readonly<Record<'title' | 'rate' | 'net' | 'tax', string>>;
  readonly totals: Readonly<Record<'receipt' | 'invoice' | 'credit-note' | 'debit-note', string>>;
  readonly received: string;
  /** Why something is taken back. */
  readonly creditReasons: Readonly<Record<'cancelled' | 'changed' | 'refunded' | 'returned', string>>;
  readonly purposes: Readonly<Record<(typeof purposes)[number], string>>;
  readonly methods: Readonly<Record<(typeof methods)[number], string>>;
  readonly per: Readonly<Record<'hour' | 'day' | 'night' | 'person' | 'person-night', string>>;
  /** What a price differs by that was agreed with the staff. */
  readonly adjustment: string;
  discount(code: string): string;
  page(page: string, count: string): string;
}
