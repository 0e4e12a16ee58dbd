import type { ConfirmParameters, CreateParameters } from '../objects/payment-intent-parameters.ts';
import { ApiError, invalidParameter } from './api-error.ts';

/** Throws the 400 for parameters of a new payment intent that do not go together. */
export function requireTogether(parameters: CreateParameters): void {
  // https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter; `enabled: false` excludes nothing.
  for (const other of ['confirmation_method', 'allowed_payment_method_types'] as const) {
    if (!parameters.automatic_payment_methods?.enabled || parameters[other] === undefined) continue;
    const message = `You may only specify one of these parameters: automatic_payment_methods, ${other}.`;
    throw invalidParameter('automatic_payment_methods', message);
  }
  if (parameters.allowed_payment_method_types && parameters.excluded_payment_method_types) {
    const message =
      'You may only specify one of these parameters: allowed_payment_method_types, excluded_payment_method_types.';
    throw invalidParameter('allowed_payment_method_types', message);
  }
  // The rule, in the documentation's words: https://docs.stripe.com/api/payment_intents/create#create_payment_intent-off_session
  const ofConfirming = (['off_session', 'error_on_requires_action', 'return_url'] as const).find(
    (name) => parameters[name],
  );
  if (ofConfirming && !parameters.confirm) {
    throw invalidParameter(
      ofConfirming,
      `The parameter \`${ofConfirming}\` can only be used with \`confirm=true\`.`,
    );
  }
  refuseKeepingAbsent(parameters, parameters.setup_future_usage);
}

/**
 * Throws the 400 for a method that is to be kept while the guest is not there to agree:
 * https://github.com/artsy/exchange/pull/484 has the words.
 */
export function refuseKeepingAbsent(
  { off_session: isAbsent }: Pick<ConfirmParameters, 'off_session'>,
  usage: string | null | undefined,
): void {
  if (!isAbsent || !usage) return;
  throw new ApiError(
    400,
    {
      type: 'invalid_request_error',
      message:
        'You cannot confirm with the `off_session` parameter when `setup_future_usage` is also set on the PaymentIntent ' +
        'because you cannot set up future usages when processing payments off-session.',
      param: 'off_session',
    },
    { beforeExecution: true },
  );
}
