import * as v from 'valibot';
import { minor } from '../../platform/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Fact, FeeFact, ForeignFact, PayoutFact } from '../provider.ts';
import { currencyOf, minorOf, type PaypalMoney, paypalMoneySchema } from './amount.ts';
import { callPaypal, type PaypalSettings } from './client.ts';
import { captureOf, type FindPayment } from './event.ts';
import { factOfCapture, factOfDispute, factOfRefund } from './facts.ts';
import { ourPaymentId, ourRefundId } from './marks.ts';
import { captureSchema, disputeSchema, refundObjectSchema } from './objects.ts';

/** The most that the transaction search answers for at once (PayPal, Transaction Search v1). */
const longestWindowMs = 31 * 86_400_000;
const pageSize = 100;

const pageSchema = v.object({
  transaction_details: v.optional(
    v.array(
      v.object({
        transaction_info: v.object({
          transaction_id: v.string(),
          transaction_event_code: v.string(),
          transaction_amount: paypalMoneySchema,
          fee_amount: v.optional(paypalMoneySchema),
          custom_field: v.optional(v.string()),
          invoice_id: v.optional(v.string()),
          paypal_reference_id: v.optional(v.string()),
        }),
      }),
    ),
    [],
  ),
  total_pages: v.optional(v.number(), 1),
});

type Transaction = v.InferOutput<typeof pageSchema>['transaction_details'][number]['transaction_info'];

const disputesSchema = v.object({
  items: v.optional(v.array(v.object({ dispute_id: v.string() })), []),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});

/** Everything that happened at PayPal in a span of time. PayPal lists a transaction up to three hours after it happened. */
export async function* listPaypal(
  runtime: Runtime,
  settings: PaypalSettings,
  from: Date,
  to: Date,
  findPayment: FindPayment,
): AsyncGenerator<Fact> {
  for (let start = from.getTime(); start < to.getTime(); start += longestWindowMs) {
    const window = [new Date(start), new Date(Math.min(to.getTime(), start + longestWindowMs))] as const;
    for await (const transaction of transactions(runtime, settings, ...window))
      yield* factsOf(runtime, settings, transaction, findPayment);
  }
  let path: string | undefined =
    `/v1/customer/disputes?update_time_after=${from.toISOString()}&update_time_before=${to.toISOString()}&page_size=50`;
  while (path !== undefined) {
    const page: v.InferOutput<typeof disputesSchema> = await callPaypal(
      runtime,
      settings,
      { path },
      disputesSchema,
    );
    for (const { dispute_id } of page.items) {
      const one = { path: `/v1/customer/disputes/${dispute_id}` };
      const fact = factOfDispute(await callPaypal(runtime, settings, one, disputeSchema));
      if (fact) yield fact;
    }
    const next = page.links.find(({ rel }) => rel === 'next')?.href;
    path = next === undefined ? undefined : pathOf(next);
  }
}

/** The path and query of an address that PayPal names; its host is ours to choose. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}

async function* transactions(
  runtime: Runtime,
  settings: PaypalSettings,
  from: Date,
  to: Date,
): AsyncGenerator<Transaction> {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = new URLSearchParams({
      start_date: from.toISOString(),
      end_date: to.toISOString(),
      fields: 'all',
      page_size: String(pageSize),
      page: String(page),
    });
    const answer = await callPaypal(
      runtime,
      settings,
      { path: `/v1/reporting/transactions?${query}` },
      pageSchema,
    );
    pages = answer.total_pages;
    for (const { transaction_info } of answer.transaction_details) yield transaction_info;
  }
}

/** Event codes: T00 payments, T11 reversals and refunds, T12 adjustments, T04 withdrawals (PayPal, transaction event codes). */
async function* factsOf(
  runtime: Runtime,
  settings: PaypalSettings,
  transaction: Transaction,
  findPayment: FindPayment,
): AsyncGenerator<Fact> {
  const { transaction_id: id, transaction_event_code: code, transaction_amount: amount } = transaction;
  if (/^T(00|11|12)/.test(code) && !(await isOurs(transaction, findPayment))) {
    yield foreign(transaction);
    return;
  }
  if (code.startsWith('T00')) {
    const capture = await callPaypal(
      runtime,
      settings,
      { path: `/v2/payments/captures/${id}` },
      captureSchema,
    );
    const fact = factOfCapture(capture);
    if (fact) yield fact;
  } else if (code === 'T1107') {
    const refund = await callPaypal(
      runtime,
      settings,
      { path: `/v2/payments/refunds/${id}` },
      refundObjectSchema,
    );
    const captureId = captureOf(refund);
    const payment = captureId ? await findPayment(captureId) : undefined;
    if (payment) yield factOfRefund(refund, payment);
  } else if (code.startsWith('T04')) {
    yield movement('payout', id, amount);
  }
  if (transaction.fee_amount) yield movement('fee', id, transaction.fee_amount);
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
