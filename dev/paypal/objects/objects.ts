/** PayPal's objects as the sandbox keeps them (Orders v2, Payments v2, Disputes v1, Transaction Search v1). */
export type Money = { currency_code: string; value: string };
export type Link = { href: string; rel: string; method: string };

type Related = { related_ids: { order_id: string; authorization_id?: string } };

/** What the caller wrote on a payment to know it again. */
type Marks = { custom_id?: string; invoice_id?: string };

type Times = { create_time: string; update_time: string };

export type Capture = Marks &
  Times & {
    id: string;
    status: 'COMPLETED' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED';
    status_details?: { reason: string };
    amount: Money;
    final_capture: boolean;
    seller_receivable_breakdown?: { gross_amount: Money; paypal_fee: Money; net_amount: Money };
    supplementary_data: Related;
    links: Link[];
  };

export type Authorization = Marks &
  Times & {
    id: string;
    status: 'CREATED' | 'CAPTURED' | 'PARTIALLY_CAPTURED' | 'VOIDED' | 'DENIED' | 'WANDERING';
    amount: Money;
    /** Twenty-nine days after the first authorization was made; each is honoured for three days. */
    expiration_time: string;
    /** A renewed authorization names the one that it renews. */
    supplementary_data: Related;
    links: Link[];
  };

export type Refund = Marks &
  Times & {
    id: string;
    status: 'COMPLETED' | 'PENDING' | 'FAILED' | 'WANDERING';
    status_details?: { reason: string };
    amount: Money;
    note_to_payer?: string;
    seller_payable_breakdown: {
      gross_amount: Money;
      paypal_fee: Money;
      net_amount: Money;
      total_refunded_amount: Money;
    };
    links: Link[];
  };

export type Order = Times & {
  id: string;
  intent: 'CAPTURE' | 'AUTHORIZE';
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'WANDERING';
  purchase_units: (Marks & {
    reference_id: string;
    amount: Money;
    description?: string;
    payments?: { captures?: Capture[]; authorizations?: Authorization[] };
  })[];
  payment_source?: {
    paypal: {
      account_id?: string;
      address?: { country_code: string };
      attributes?: { vault: { id: string; status: 'VAULTED'; customer: { id: string } } };
    };
  };
  links: Link[];
};

export type Dispute = Times & {
  dispute_id: string;
  disputed_transactions: { seller_transaction_id: string; custom?: string; invoice_number?: string }[];
  dispute_amount: Money;
  reason: string;
  status: 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  dispute_state: 'REQUIRED_ACTION' | 'UNDER_PAYPAL_REVIEW' | 'RESOLVED';
  dispute_life_cycle_stage: 'CHARGEBACK';
  dispute_channel: 'EXTERNAL';
  seller_response_due_date?: string;
  dispute_outcome?: {
    outcome_code: 'RESOLVED_BUYER_FAVOUR' | 'RESOLVED_SELLER_FAVOUR';
    amount_refunded?: Money;
  };
  links: Link[];
};

export type Transaction = {
  transaction_id: string;
  paypal_reference_id?: string;
  paypal_reference_id_type?: 'TXN';
  /**
   * T0002 subscription, T0003 preapproved, T0006 payment, T0013 donation, T1106 reversal, T1107 refund, T1110 hold for a dispute, T1111 its
   * release, T1201 chargeback, T0200 conversion, T0400 withdrawal; PayPal adds to them:
   * https://developer.paypal.com/docs/transaction-search/transaction-event-codes
   */
  transaction_event_code: string;
  transaction_initiation_date: string;
  transaction_updated_date: string;
  transaction_amount: Money;
  fee_amount?: Money;
  transaction_status: 'S';
  custom_field?: string;
  invoice_id?: string;
};

export type WebhookEvent = {
  id: string;
  type: string;
  resource_type: string;
  summary: string;
  createTime: string;
  resource: object;
};
