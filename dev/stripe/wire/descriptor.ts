import { invalidParameter } from './api-error.ts';

type Descriptors = {
  statement_descriptor?: string | undefined;
  statement_descriptor_suffix?: string | undefined;
};

const articleOfCards =
  'https://support.stripe.com/questions/use-of-the-statement-descriptor-parameter-on-paymentintents-for-card-charges';

/**
 * Throws the 400 for what cannot stand on a card's statement: a whole descriptor (since 2024, see the article that the refusal names;
 * https://github.com/fluentform/fluentform/issues/384 has its words), and what breaks
 * https://docs.stripe.com/get-started/account/statement-descriptors#requirements. An empty text unsets.
 */
export function requireDescribable({
  statement_descriptor: whole,
  statement_descriptor_suffix: suffix,
}: Descriptors): void {
  if (whole) {
    const message =
      'The statement_descriptor parameter is not supported for the payment_method_type `card`. To continue supporting ' +
      'payment_method_type `card`, please pass in `statement_descriptor_suffix` or remove the `statement_descriptor` ' +
      `parameter altogether. Please see ${articleOfCards} for additional details.`;
    throw invalidParameter('statement_descriptor', message);
  }
  if (!suffix) return;
  const forbidden = /[<>\\'"*]|[^ -~]/u.exec(suffix)?.[0];
  if (forbidden) {
    const message = `The statement descriptor cannot include ${forbidden}.`;
    // https://docs.stripe.com/error-codes#invalid-characters
    throw invalidParameter('statement_descriptor_suffix', message, 'invalid_characters');
  }
  if (!/[A-Za-z]/.test(suffix)) {
    const message = 'The statement descriptor must contain at least one Latin character.';
    throw invalidParameter('statement_descriptor_suffix', message);
  }
}
