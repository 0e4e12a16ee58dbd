import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { minor } from '../../platform/money/money.ts';
import type { Fact, FeeFact, ForeignFact, PaymentRef, PayoutFact } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { readEntry } from '../reconciliation/read-entry.ts';
import { currencyOf, minorOf, type PaypalMoney, paypalMoneySchema } from './amount.ts';
import { captureOf, type FindPayment } from './event.ts';
import { factOfCapture, factOfDispute, factOfRefund, factOfReversal } from './facts.ts';
import { ourPaymentId, ourRefundId } from './marks.ts';
import { captureSchema, disputeSchema, refundObjectSchema } from './objects.ts';

/** The most that the transaction search answers for at once (PayPal, Transaction Search v1). */
const longestWindowMs = 31 * 86_400_000;
const pageSize = 100;

const transactionSchema = v.object({
  transaction_id: v.string(),
  transaction_event_code: v.string(),
  transaction_amount: paypalMoneySchema,
  fee_amount: v.optional(paypalMoneySchema),
  custom_field: v.optional(v.string()),
  invoice_id: v.optional(v.string()),
  paypal_reference_id: v.optional(v.string()),
});
type Transaction = v.InferOutput<typeof transactionSchema>;

/** The entries are read one by one, so that one of a new shape does not hide the rest. */
const pageSchema = v.object({
  transaction_details: v.optional(v.array(v.unknown()), []),
  total_pages: v.optional(v.number(), 1),
});

/** What of an entry tells it from others, whatever else it is. */
const namedSchema = v.object({ transaction_info: v.looseObject({ transaction_id: v.string() }) });

const disputesSchema = v.object({
  items: v.optional(v.array(v.object({ dispute_id: v.string() })), []),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});

/** Asks PayPal, and finds our payment by the id of its capture. */
export interface Asking {
  readonly call: <S extends v.GenericSchema>(path: string, schema: S) => Promise<v.InferOutput<S>>;
  readonly findPayment: FindPayment;
}

/**
 * Everything that happened at PayPal in a span of time. PayPal lists a transaction up to three hours after it
 * happened. What cannot be read is an `unread`.
 */
export async function* listPaypal(asking: Asking, from: Date, to: Date): AsyncGenerator<Fact> {
  for (let start = from.getTime(); start < to.getTime(); start += longestWindowMs) {
    const window = [new Date(start), new Date(Math.min(to.getTime(), start + longestWindowMs))] as const;
    for await (const entry of entries(asking, ...window)) yield* await factsOfEntry(asking, entry);
  }
  let path: string | undefined =
    `/v1/customer/disputes?update_time_after=${from.toISOString()}&update_time_before=${to.toISOString()}&page_size=50`;
  while (path !== undefined) {
    const page: v.InferOutput<typeof disputesSchema> = await asking.call(path, disputesSchema);
    for (const { dispute_id } of page.items) yield* await factsOfDispute(asking, dispute_id);
    const next = page.links.find(({ rel }) => rel === 'next')?.href;
    path = next === undefined ? undefined : pathOf(next);
  }
}

/** What a dispute says; nothing of one that PayPal does not have. */
export function factsOfDispute({ call }: Asking, id: string): Promise<Fact[]> {
  return readEntry({ providerRef: id }, async () => [
    factOfDispute(await call(`/v1/customer/disputes/${id}`, disputeSchema)),
  ]);
}

/** What a refund says, whoever made it. */
export function factsOfRefund({ call, findPayment }: Asking, id: string): Promise<Fact[]> {
  return readEntry({ providerRef: id }, async () => {
    const refund = await call(`/v2/payments/refunds/${id}`, refundObjectSchema);
    const captureId = captureOf(refund);
    const payment = captureId ? await findPayment(captureId) : undefined;
    if (!payment) throw new Error('a refund of a payment that PayPal does not show');
    return [factOfRefund(refund, payment)];
  });
}

/**
 * What the list says of one transaction by its id, which happened at most so long before it was first seen as
 * a list is long.
 */
export async function searchAgain(asking: Asking, id: string, seenAt: Date): Promise<Fact[]> {
  const facts: Fact[] = [];
  const from = new Date(seenAt.getTime() - longestWindowMs);
  for await (const entry of entries(asking, from, seenAt, id))
    facts.push(...(await factsOfEntry(asking, entry)));
  return facts;
}

/** The path and query of an address that PayPal names; its host is ours to choose. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}

async function* entries({ call }: Asking, from: Date, to: Date, id?: string): AsyncGenerator<unknown> {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = new URLSearchParams({
      start_date: from.toISOString(),
      end_date: to.toISOString(),
      fields: 'all',
      page_size: String(pageSize),
      page: String(page),
      ...(id && { transaction_id: id }),
    });
    const answer = await call(`/v1/reporting/transactions?${query}`, pageSchema);
    pages = answer.total_pages;
    yield* answer.transaction_details;
  }
}

function factsOfEntry(asking: Asking, entry: unknown): Promise<Fact[]> {
  return readEntry(entryOf(entry), async () => {
    const { transaction_info } = v.parse(v.object({ transaction_info: transactionSchema }), entry);
    return factsOf(asking, transaction_info);
  });
}

/** An entry by the id of its transaction; one without is known by what it says. */
function entryOf(entry: unknown) {
  const named = v.safeParse(namedSchema, entry);
  if (!named.success)
    return { providerRef: `entry:${createHash('sha256').update(JSON.stringify(entry)).digest('base64url')}` };
  const { transaction_id: providerRef, transaction_amount } = named.output.transaction_info;
  const money = v.safeParse(paypalMoneySchema, transaction_amount);
  if (!money.success) return { providerRef };
  try {
    return { providerRef, amount: minorOf(money.output), currency: currencyOf(money.output) };
  } catch {
    return { providerRef }; // not an amount: that is why it is set aside
  }
}

/**
 * What a transaction says, by its event code:
 * https://developer.paypal.com/docs/transaction-search/transaction-event-codes. T00nn is a payment of any
 * kind (T0000 general, T0002 subscription, T0003 pre-approved, T0006 checkout, T0013 donation), T1106 a
 * payment taken back by PayPal, T1107 a refund by the merchant, T1108 and T1109 a fee given back, T1110 and
 * T1111 a hold for a dispute and its end, T1201 a chargeback. Holds, authorizations and their release (T11 10
 * and 11, T13, T15, T21, T22) leave the money in the account. Throws UnknownWord for a code that moves money
 * in a way that is not known here.
 */
async function factsOf(asking: Asking, transaction: Transaction): Promise<(Fact | undefined)[]> {
  const { transaction_id: id, transaction_event_code: code, transaction_amount: amount } = transaction;
  if (/^T(00|11|12)/.test(code) && !(await isOurs(transaction, asking.findPayment)))
    return [foreign(transaction)];
  const fee = transaction.fee_amount && movement('fee', id, transaction.fee_amount);
  if (code.startsWith('T00')) {
    const capture = await asking.call(`/v2/payments/captures/${id}`, captureSchema);
    return [factOfCapture(capture), fee];
  }
  if (code === 'T1107') return [...(await factsOfRefund(asking, id)), fee];
  // PayPal and the payer's card take back; a dispute that there may be tells the same, and counts instead.
  if (/^T1106$|^T1201$/.test(code) && amount.value.startsWith('-'))
    return [factOfReversal(id, await paymentOf(transaction, asking.findPayment), amount), fee];
  if (/^T01|^T110[89]$/.test(code)) return [movement('fee', id, amount), fee];
  if (code.startsWith('T02'))
    return [
      { kind: 'exchange', providerRef: id, amount: minorOf(amount), currency: currencyOf(amount) },
      fee,
    ];
  if (/^T0[34]/.test(code)) return [movement('payout', id, amount), fee];
  if (/^T(13|15|21|22)|^T111[01]$/.test(code)) return [fee];
  throw new UnknownWord('a transaction', code);
}

/** By our mark, or by that of the payment which a refund or a reversal refers to. */
async function isOurs(
  { transaction_event_code: code, custom_field, invoice_id, paypal_reference_id }: Transaction,
  findPayment: FindPayment,
): Promise<boolean> {
  const isMarked = [custom_field, invoice_id].some((mark) => ourPaymentId(mark) ?? ourRefundId(mark));
  if (isMarked || code.startsWith('T00') || !paypal_reference_id) return isMarked;
  return (await findPayment(paypal_reference_id))?.paymentId !== undefined;
}

/** The payment that a transaction took money from. */
async function paymentOf(
  { custom_field, invoice_id, paypal_reference_id }: Transaction,
  findPayment: FindPayment,
): Promise<PaymentRef> {
  const paymentId = ourPaymentId(custom_field) ?? ourPaymentId(invoice_id);
  const found = paymentId || !paypal_reference_id ? undefined : await findPayment(paypal_reference_id);
  return found ?? { paymentId, providerRef: '' };
}

function foreign({ transaction_id, transaction_amount, fee_amount }: Transaction): ForeignFact {
  return {
    kind: 'foreign',
    providerRef: transaction_id,
    amount: minorOf(transaction_amount),
    fee: minor(fee_amount ? -minorOf(fee_amount) || 0 : 0),
    currency: currencyOf(transaction_amount),
  };
}

/** PayPal writes what leaves the account as negative: a fee that it keeps, money that it pays out. */
function movement<K extends 'fee' | 'payout'>(kind: K, id: string, money: PaypalMoney): FeeFact | PayoutFact {
  return { kind, providerRef: id, amount: minor(-minorOf(money)), currency: currencyOf(money) };
}
