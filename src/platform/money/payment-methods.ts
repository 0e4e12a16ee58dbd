/** By what money came, and for what. */
export const methods = ['stripe', 'paypal', 'transfer', 'cash', 'gift-card', 'store-credit'] as const;
export const purposes = ['booking', 'balance', 'security-deposit'] as const;
