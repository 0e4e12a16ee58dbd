import type { PolicyTexts } from '../policy-texts.ts';

export const es: PolicyTexts = {
  locale: 'es-ES',
  day: ['día', 'días'],
  hour: ['hora', 'horas'],
  tier: (before, share) => `Hasta ${before} antes del inicio se reembolsa el ${share} de lo pagado.`,
  afterwards: 'Después no hay reembolso.',
};
