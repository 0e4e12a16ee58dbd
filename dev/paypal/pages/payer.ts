/** The one person who pays here. */
export const payer = { account_id: 'SANDBOXPAYER1', address: { country_code: 'US' } };
