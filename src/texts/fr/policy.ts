import type { PolicyTexts } from '../policy-texts.ts';

export const fr: PolicyTexts = {
  locale: 'fr-FR',
  day: ['jour', 'jours'],
  hour: ['heure', 'heures'],
  tier: (before, share) => `Jusqu’à ${before} avant le début, ${share} du montant réglé sont remboursés.`,
  afterwards: 'Ensuite, rien n’est remboursé.',
};
