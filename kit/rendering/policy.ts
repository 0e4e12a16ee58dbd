import type { Item, Quote } from '../client/midas.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';

/** A cancellation policy in words. The owner has written it in English; where it is not translated it is told from its figures. */
export function policyText(
  { texts, format, language }: Host,
  { text, tiers, language: written }: Item['cancellationPolicy'],
): string {
  if (language === 'en' || language === written) return text;
  const told = tiers.map(({ hoursBefore, refundBasisPoints }) => {
    const before =
      hoursBefore % 24 === 0 && hoursBefore > 24
        ? format.counted(hoursBefore / 24, 'day')
        : format.counted(hoursBefore, 'hour');
    return texts.person.tier(before, format.percent(refundBasisPoints));
  });
  return [...told, texts.person.noRefund].join(' ');
}

/** A cancellation policy in words, and until when what of it can still be had. */
export function policyTerms(
  host: Host,
  { cancellationPolicy, refundDeadlines }: Pick<Quote, 'cancellationPolicy' | 'refundDeadlines'>,
): HTMLElement {
  const { texts, format } = host;
  const deadlines = refundDeadlines.map(({ until, refundBasisPoints }) =>
    element('li', {}, texts.person.until(format.instant(until), format.percent(refundBasisPoints))),
  );
  return element(
    'div',
    { id: 'policy', class: 'terms', part: 'policy' },
    element('p', {}, policyText(host, cancellationPolicy)),
    deadlines.length > 0 ? element('ul', {}, ...deadlines) : element('p', {}, texts.person.over),
  );
}
