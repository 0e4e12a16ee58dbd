import { stripeClient } from '../../src/payment/stripe/client.ts';
import type { Config } from '../../src/platform/config/config.ts';
import { CommandError } from '../command.ts';
import { findPaypalWebhook } from '../paypal-webhook.ts';
import { findStripeWebhook, stripeAdvice } from '../stripe-webhook.ts';
import { type Finding, off, well, wrong } from './finding.ts';

/** Stripe's key and mode, and the endpoint with its events. */
export async function examineStripe({ stripe, site }: Config): Promise<Finding[]> {
  const mode = stripe.isLive ? 'live mode: real money' : 'test mode: no money moves';
  try {
    const found = await findStripeWebhook(stripeClient(stripe, 10_000), site.url);
    const key = well('Stripe', mode);
    if (!found)
      return [
        key,
        wrong(
          'Stripe, webhook',
          'there is none for this site: npm run stripe:webhook -- --env-file .env.production',
        ),
      ];
    const { missing, isOff, isOtherVersion } = found;
    if (isOtherVersion || isOff || missing.length > 0) {
      const faults = [
        ...(isOff ? ['is switched off'] : []),
        ...(isOtherVersion ? ['is of another API version'] : []),
        ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
      ];
      return [
        key,
        wrong(
          'Stripe, webhook',
          `${faults.join(', ')}: npm run stripe:webhook -- --env-file .env.production`,
        ),
      ];
    }
    return [
      key,
      well('Stripe, webhook', 'stands, with all events; its secret shows in the first paid booking alone'),
    ];
  } catch (error) {
    const advice = stripeAdvice(error);
    if (advice === undefined) throw error;
    return [wrong('Stripe', advice)];
  }
}

/** PayPal's credentials, and the webhook with its events and id. */
export async function examinePaypal({ paypal, site }: Config): Promise<Finding[]> {
  if (!paypal) return [off('PayPal', 'is not used')];
  try {
    const found = await findPaypalWebhook(paypal, site.url);
    const key = well('PayPal', 'takes the credentials');
    if (!found)
      return [
        key,
        wrong(
          'PayPal, webhook',
          'there is none for this site: npm run paypal:webhook -- --env-file .env.production',
        ),
      ];
    if (found.missing.length > 0)
      return [
        key,
        wrong(
          'PayPal, webhook',
          `lacks ${found.missing.join(', ')}: npm run paypal:webhook -- --env-file .env.production`,
        ),
      ];
    if (!paypal.webhookIds.includes(found.webhook.id))
      return [
        key,
        wrong(
          'PayPal, webhook',
          'PAYPAL_WEBHOOK_ID is of another: npm run paypal:webhook -- --env-file .env.production prints the line',
        ),
      ];
    return [key, well('PayPal, webhook', 'stands, with all events')];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [wrong('PayPal', error.message)];
  }
}
