import type { Language } from '../platform/languages.ts';
import { remembered } from '../platform/remembered.ts';
import type { Policy } from '../terms/item.ts';
import { es } from './es/policy.ts';
import { fr } from './fr/policy.ts';
import type { PolicyTexts } from './policy-texts.ts';

const words: Readonly<Record<Exclude<Language, 'en'>, PolicyTexts>> = { fr, es };

const shareFormat = remembered(
  10,
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }),
);

/**
 * The terms of cancelling in the guest's language. The owner has written them in English, and may have
 * translated them; in other languages they are told from their tiers, the same by which a refund is worked
 * out.
 */
export function policyText(
  { text, tiers, language: written }: Pick<Policy, 'text' | 'tiers' | 'language'>,
  language: Language,
): string {
  if (language === 'en' || language === written) return text;
  const { locale, tier, afterwards, ...units } = words[language];
  const share = shareFormat(locale);
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
