import type { Language } from '../../platform/languages.ts';
import type { Line } from '../../terms/price/line.ts';
import { formTexts } from '../../texts/form.ts';
import { formFormats } from './form-formats.ts';

/**
 * What a line of the price is for. The owner names extras and seasons in English: in languages into which
 * they are not translated that is said of the name of an extra, and a season goes unnamed, since the rate
 * tells it apart.
 */
export function PriceLine({ line, language, rate }: { line: Line; language: Language; rate: string }) {
  const { kind, name, language: written = 'en', quantity, per } = line;
  const { review, units } = formTexts[language];
  if (kind === 'discount') return <>{review.discount(name)}</>;
  if (kind === 'adjustment') return <>{review.adjustment}</>;
  if (kind === 'tax') return <>{name}</>;
  const formats = formFormats(formTexts[language]);
  const times =
    quantity === 1 ? undefined : <small>{`${formats.number(quantity)}\u00a0×\u00a0${rate}`}</small>;
  if (kind === 'tourist-tax') {
    return (
      <>
        {name}
        <small>{`${formats.number(quantity)}\u00a0×\u00a0${rate} ${review.perPersonAndNight}`}</small>
      </>
    );
  }
  if (kind === 'extra' || per === 'booking' || per === 'person' || per === 'person-night')
    return (
      <>
        {language === written ? name : <span lang={written}>{name}</span>}
        {times}
      </>
    );
  return (
    <>
      {formats.counted(quantity, per)}
      {language === written && name !== '' && ` (${name})`}
      <small>{`${rate} / ${units[per][0]}`}</small>
    </>
  );
}
