/** How long a token is good for. */
const lifetimeSeconds = 32_400;

/** The access tokens of one sandbox: https://developer.paypal.com/api/rest/authentication. */
export type Tokens = {
  /** The answer to a client that has shown its secret. */
  issue(): { access_token: string; token_type: 'Bearer'; app_id: string; expires_in: number; scope: string };
  isValid(token: string): boolean;
  /** Gives up all, as PayPal may at any time. */
  expireAll(): void;
};

export function createTokens(newId: () => string, clock: () => Date): Tokens {
  const untilMs = new Map<string, number>();
  return {
    issue() {
      const token = `A21AA${newId()}${newId()}`;
      untilMs.set(token, clock().getTime() + lifetimeSeconds * 1000);
      return {
        access_token: token,
        token_type: 'Bearer',
        app_id: 'APP-SANDBOX',
        expires_in: lifetimeSeconds,
        scope: 'https://uri.paypal.com/services/payments/payment',
      };
    },
    isValid: (token) => clock().getTime() < (untilMs.get(token) ?? 0),
    expireAll: () => untilMs.clear(),
  };
}
