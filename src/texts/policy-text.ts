import type { Language } from '../platform/languages.ts';
import type { Policy } from '../terms/item.ts';

/** How one language tells of a tier: how long before the start, and what share comes back. */
interface Words {
  readonly locale: string;
  readonly day: readonly [one: string, more: string];
  readonly hour: readonly [one: string, more: string];
  tier(before: string, share: string): string;
  readonly afterwards: string;
}

const words: Record<Exclude<Language, 'en'>, Words> = {
  fr: {
    locale: 'fr-FR',
    day: ['jour', 'jours'],
    hour: ['heure', 'heures'],
    tier: (before, share) => `Jusqu’à ${before} avant le début, ${share} du montant réglé sont remboursés.`,
    afterwards: 'Ensuite, rien n’est remboursé.',
  },
  es: {
    locale: 'es-ES',
    day: ['día', 'días'],
    hour: ['hora', 'horas'],
    tier: (before, share) => `Hasta ${before} antes del inicio se reembolsa el ${share} de lo pagado.`,
    afterwards: 'Después no hay reembolso.',
  },
};

/**
 * The terms of cancelling in the guest's language. The owner has written them in English; in other languages they are told from
 * their tiers, the same by which a refund is worked out.
 */
export function policyText({ text, tiers }: Pick<Policy, 'text' | 'tiers'>, language: Language): string {
  if (language === 'en') return text;
  const { locale, tier, afterwards, ...units } = words[language];
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const told = tiers
    .filter(({ refundBasisPoints }) => refundBasisPoints > 0)
    .map(({ hoursBefore, refundBasisPoints }) => {
      const inDays = hoursBefore > 24 && hoursBefore % 24 === 0;
      const count = inDays ? hoursBefore / 24 : hoursBefore;
      const [one, more] = inDays ? units.day : units.hour;
      return tier(`${count}\u00a0${count === 1 ? one : more}`, share.format(refundBasisPoints / 10_000));
    });
  return [...told, afterwards].join(' ');
}
