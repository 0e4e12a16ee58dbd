/** PayPal's objects as the sandbox keeps them (Orders v2, Payments v2, Disputes v1). */
export type Money = { currency_code: string; value: string };
export type Link = { href: string; rel: string; method: string };

type Related = { related_ids: { order_id?: string; authorization_id?: string; capture_id?: string } };

export type Capture = {
  id: string;
  status: 'COMPLETED' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED';
  status_details?: { reason: string };
  amount: Money;
  final_capture: boolean;
  custom_id?: string;
  invoice_id?: string;
  seller_receivable_breakdown?: { gross_amount: Money; paypal_fee: Money; net_amount: Money };
  supplementary_data: Related;
  create_time: string;
  update_time: string;
  links: Link[];
};

export type Authorization = {
  id: string;
  status: 'CREATED' | 'CAPTURED' | 'DENIED' | 'PARTIALLY_CAPTURED' | 'VOIDED';
  amount: Money;
  custom_id?: string;
  invoice_id?: string;
  /** Twenty-nine days after it was made; it is honoured for the first three. */
  expiration_time: string;
  supplementary_data: Related;
  create_time: string;
  update_time: string;
  links: Link[];
};

export type Refund = {
  id: string;
  status: 'COMPLETED' | 'PENDING' | 'FAILED';
  amount: Money;
  custom_id?: string;
  invoice_id?: string;
  note_to_payer?: string;
  create_time: string;
  update_time: string;
  links: Link[];
};

export type Order = {
  id: string;
  intent: 'CAPTURE' | 'AUTHORIZE';
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED';
  purchase_units: {
    reference_id: string;
    amount: Money;
    custom_id?: string;
    invoice_id?: string;
    description?: string;
    payments?: { captures?: Capture[]; authorizations?: Authorization[] };
  }[];
  payment_source?: {
    paypal: {
      account_id?: string;
      address?: { country_code: string };
      attributes?: { vault: { id: string; status: 'VAULTED'; customer: { id: string } } };
    };
  };
  create_time: string;
  update_time: string;
  links: Link[];
};

export type Dispute = {
  dispute_id: string;
  disputed_transactions: { seller_transaction_id: string; custom?: string; invoice_number?: string }[];
  dispute_amount: Money;
  reason: string;
  status: 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  seller_response_due_date?: string;
  dispute_outcome?: { outcome_code: string; amount_refunded?: Money };
  create_time: string;
  update_time: string;
  links: Link[];
};

export type Transaction = {
  transaction_id: string;
  paypal_reference_id?: string;
  paypal_reference_id_type?: string;
  /** T0006 payment, T1107 refund, T1201 chargeback, T0400 withdrawal. */
  transaction_event_code: string;
  transaction_initiation_date: string;
  transaction_updated_date: string;
  transaction_amount: Money;
  fee_amount?: Money;
  transaction_status: 'S' | 'P' | 'D' | 'V';
  custom_field?: string;
  invoice_id?: string;
};

export type WebhookEvent = {
  id: string;
  type: string;
  resource_type: string;
  createTime: string;
  resource: unknown;
};
