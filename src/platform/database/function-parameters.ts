// Written by `npm run functions` from the functions in src/**/*.sql. A test compares it with the database.

/** The schema of this build's functions, by the hash of their texts. */
export const functionsSchema = 'midas_398df8756912';

/** The parameters of each, in order, with their types. */
export const functionParameters = {
  create_hold: {
    keyDigest: 'text',
    requestDigest: 'text',
    isRefused: 'boolean',
    id: 'text',
    reference: 'text',
    item: 'text',
    startsAt: 'timestamp with time zone',
    endsAt: 'timestamp with time zone',
    turnaroundMinutes: 'integer',
    guests: 'integer',
    language: 'text',
    guestSealed: 'text',
    acceptanceSealed: 'text',
    emailHash: 'text',
    emailHashes: 'text[]',
    quote: 'jsonb',
    totalMinor: 'bigint',
    dueNowMinor: 'bigint',
    balanceDueAt: 'timestamp with time zone',
    securityDepositMinor: 'bigint',
    currency: 'text',
    policyCode: 'text',
    policyVersion: 'integer',
    promotionCode: 'text',
    holdExpiresAt: 'timestamp with time zone',
    mailDueAt: 'timestamp with time zone',
    nearbyFrom: 'timestamp with time zone',
    nearbyTo: 'timestamp with time zone',
    now: 'timestamp with time zone',
  },
  expire_holds: {
    reservations: 'text[]',
    now: 'timestamp with time zone',
  },
  free_gaps: {
    item: 'text',
    from: 'timestamp with time zone',
    to: 'timestamp with time zone',
    now: 'timestamp with time zone',
  },
  has_room: {
    i: 'items',
    from: 'date',
    to: 'date',
    now: 'timestamp with time zone',
  },
  item_json: {
    i: 'items',
  },
  item_summary: {
    i: 'items',
  },
  json_joined: {
    one: 'json',
    other: 'json',
  },
  payment_step: {
    provider: 'text',
    currency: 'text',
  },
  refund_portions: {
    reservation: 'text',
    dueMinor: 'bigint',
  },
  reservation_json: {
    r: 'reservations',
  },
  stay_rules: {
    i: 'items',
  },
} as const;
