import type { Limit } from './limit.ts';

/**
 * The budgets of all routes. Reading stays open without Redis. Reserving and paying stay open too: the
 * database holds what must hold, and a closed shop is the worse failure. The contact form closes, because it
 * would send mail for anyone.
 */
export const limits = {
  read: { name: 'read', requests: 300, windowSeconds: 60, withoutRedis: 'allow' },
  quote: { name: 'quote', requests: 60, windowSeconds: 60, withoutRedis: 'allow' },
  reserve: { name: 'reserve', requests: 20, windowSeconds: 60, withoutRedis: 'allow' },
  manage: { name: 'manage', requests: 60, windowSeconds: 60, withoutRedis: 'allow' },
  resend: { name: 'resend', requests: 3, windowSeconds: 600, withoutRedis: 'refuse' },
  pay: { name: 'pay', requests: 30, windowSeconds: 60, withoutRedis: 'allow' },
  // A code has 78 bits, so this is not about guessing; it is about noise.
  credit: { name: 'credit', requests: 10, windowSeconds: 600, withoutRedis: 'refuse' },
  staff: { name: 'staff', requests: 300, windowSeconds: 60, withoutRedis: 'allow' },
  // Guessing has budgets of its own in Postgres, which hold without Redis. This is the brake before a hash of
  // 200 ms.
  signIn: { name: 'sign-in', requests: 60, windowSeconds: 60, withoutRedis: 'allow', knownApart: true },
  // A signature cannot be guessed: a budget of its own, so that no flood of passwords shuts passkeys out.
  passkey: { name: 'passkey', requests: 60, windowSeconds: 60, withoutRedis: 'allow', knownApart: true },
  refresh: { name: 'refresh', requests: 60, windowSeconds: 60, withoutRedis: 'allow', knownApart: true },
  account: { name: 'account', requests: 120, windowSeconds: 60, withoutRedis: 'allow', knownApart: true },
  accountMail: {
    name: 'account-mail',
    requests: 20,
    windowSeconds: 600,
    withoutRedis: 'refuse',
    knownApart: true,
  },
  // Each costs the house money, and somebody a message.
  channelTest: { name: 'channel-test', requests: 5, windowSeconds: 600, withoutRedis: 'refuse' },
  contact: { name: 'contact', requests: 5, windowSeconds: 600, withoutRedis: 'refuse' },
} as const satisfies Record<string, Limit>;
