import { paypalLive } from '../../src/platform/config/config-faults.ts';

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/**
 * Throws when the environment names what is real for others. The local stack fires schedules, signs by a public key and joins the database
 * to sandboxes: on a live one it would confirm bookings that nobody paid, and send mails of real guests to a sandbox.
 */
export function refuseLive(environment: Readonly<Record<string, string | undefined>>): void {
  const { DATABASE_URL, STRIPE_SECRET_KEY, PAYPAL_CLIENT_ID, PAYPAL_API_URL } = environment;
  if (DATABASE_URL && !isLocal(DATABASE_URL))
    throw new Error(
      'DATABASE_URL names a database that is not on this machine, which the local stack would join to its sandboxes. ' +
        'Keep what is live in .env.production, which only the commands for the live site read, and leave DATABASE_URL out of .env.',
    );
  if (STRIPE_SECRET_KEY && /^[sr]k_live_/.test(STRIPE_SECRET_KEY))
    throw new Error(
      'STRIPE_SECRET_KEY is of live mode: the local stack takes keys of test mode alone, or none for its own sandbox.',
    );
  // Without an address it is the live PayPal that is asked.
  if (PAYPAL_CLIENT_ID && URL.parse(PAYPAL_API_URL || paypalLive.api)?.origin === paypalLive.api)
    throw new Error(
      'PAYPAL_CLIENT_ID is asked of the live PayPal: the local stack takes an app of PayPal’s sandbox with ' +
        'PAYPAL_API_URL=https://api-m.sandbox.paypal.com, or none for its own sandbox.',
    );
}

function isLocal(connectionString: string): boolean {
  const url = URL.parse(connectionString);
  // A host in the query takes the place of the one before it.
  if (url === null || url.searchParams.has('host')) return false;
  return localHosts.has(url.hostname) || url.hostname.endsWith('.localhost');
}
