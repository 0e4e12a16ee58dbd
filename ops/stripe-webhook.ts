import Stripe from 'stripe';
import { apiVersion, stripeClient } from '../src/payment/stripe/client.ts';
import { stripeEventTypes } from '../src/payment/stripe/event.ts';
import { CommandError, runCommand } from './command.ts';

/** Where Stripe sends its events. */
const webhookUrl = (site: string) => `${site.replace(/\/+$/, '')}/api/v1/webhooks/stripe`;

/** The endpoint of this site at Stripe, and what is wrong with it; undefined when it has none. */
export async function findStripeWebhook(stripe: Stripe, site: string) {
  // An account has sixteen at most: https://docs.stripe.com/webhooks.
  const { data } = await stripe.webhookEndpoints.list({ limit: 100 });
  const endpoint = data.find(({ url }) => url === webhookUrl(site));
  if (!endpoint) return undefined;
  const { enabled_events: events } = endpoint;
  return {
    endpoint,
    missing: events.includes('*') ? [] : stripeEventTypes.filter((type) => !events.includes(type)),
    isOtherVersion: endpoint.api_version !== apiVersion,
    isOff: endpoint.status !== 'enabled',
  };
}

/**
 * Creates the endpoint of a site with the events that we understand, or switches on what is missing at the one that stands. Answers lines
 * to print. Stripe tells the secret once, when it creates one; a version cannot be changed, so an endpoint of another is to be deleted by hand.
 */
export async function setStripeWebhook(stripe: Stripe, site: string): Promise<readonly string[]> {
  // Stripe's type lists every event there is; ours are some of them.
  const events = [...stripeEventTypes] as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
  const found = await findStripeWebhook(stripe, site);
  if (!found) {
    const { secret } = await stripe.webhookEndpoints.create({
      url: webhookUrl(site),
      enabled_events: events,
      api_version: apiVersion,
      description: 'Midas',
    });
    return [
      `Created ${webhookUrl(site)} with ${events.length} events. Stripe shows its secret this once:`,
      `STRIPE_WEBHOOK_SECRET=${secret}`,
    ];
  }
  const { endpoint, missing, isOtherVersion, isOff } = found;
  if (isOtherVersion)
    throw new CommandError(
      `${endpoint.url} (${endpoint.id}) is of API version ${endpoint.api_version ?? 'of the account'}, not ${apiVersion}: delete it in Stripe's dashboard and run this again`,
    );
  if (missing.length === 0 && !isOff) return [`${endpoint.url} (${endpoint.id}) stands, with all events.`];
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: events, disabled: false });
  return [
    `${endpoint.url} (${endpoint.id}) stands; now it is on, with ${missing.join(', ') || 'all events'}. Its secret is the same.`,
  ];
}

/** What to do about a refusal of Stripe's. Its own words are not repeated: they can hold a part of the key. */
export function stripeAdvice(error: unknown): string | undefined {
  if (error instanceof Stripe.errors.StripeAuthenticationError)
    return 'Stripe does not take STRIPE_SECRET_KEY; copy it again from https://dashboard.stripe.com/apikeys';
  if (error instanceof Stripe.errors.StripePermissionError)
    return 'STRIPE_SECRET_KEY is restricted: give it "Webhook Endpoints: write" at https://dashboard.stripe.com/apikeys';
  if (error instanceof Stripe.errors.StripeConnectionError) return 'Stripe does not answer';
  if (error instanceof Stripe.errors.StripeError) return `Stripe refuses: ${error.code ?? error.type}`;
  return undefined;
}

// npm run stripe:webhook -- --env-file .env.production
if (process.argv[1] === import.meta.filename) {
  await runCommand({
    name: 'stripe:webhook',
    uses: ['SITE_URL', 'STRIPE_SECRET_KEY'],
    async run({ variable }) {
      const apiUrl = variable('STRIPE_API_URL') || 'https://api.stripe.com';
      const stripe = stripeClient({ secretKey: variable('STRIPE_SECRET_KEY'), apiUrl }, 10_000);
      try {
        for (const line of await setStripeWebhook(stripe, variable('SITE_URL') || variable('URL')))
          console.log(line);
      } catch (error) {
        const advice = stripeAdvice(error);
        throw advice === undefined ? error : new CommandError(advice);
      }
      return 0;
    },
  });
}
