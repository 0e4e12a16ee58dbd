import type { Item } from '../client/midas.ts';
import type { Host } from './host.ts';

/** A cancellation policy in words. The owner has written it in English; in other languages it is told from its figures. */
export function policyText(
  { texts, format, language }: Host,
  { text, tiers }: Item['cancellationPolicy'],
): string {
  if (language === 'en') return text;
  const told = tiers.map(({ hoursBefore, refundBasisPoints }) => {
    const before =
      hoursBefore % 24 === 0 && hoursBefore > 24
        ? format.counted(hoursBefore / 24, 'day')
        : format.counted(hoursBefore, 'hour');
    return texts.person.tier(before, format.percent(refundBasisPoints));
  });
  return [...told, texts.person.noRefund].join(' ');
}
