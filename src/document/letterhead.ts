import type { DocumentContent } from './content.ts';
import { bodyWidth, type Cell, type Look, type Sheet } from './sheet/sheet.ts';
import { styles } from './sheet/styles.ts';

/** Who writes, to the left; what it is and its number, to the right. */
export function letterhead(
  sheet: Sheet,
  issuer: DocumentContent['issuer'],
  taxIdLabel: string,
  title: string,
  number: string,
  logo?: Look['logo'],
): void {
  const gap = 24;
  const titleWidth = Math.min(
    bodyWidth * 0.6,
    Math.max(sheet.measure(title, styles.title), sheet.measure(number, styles.strong)) + 1,
  );
  const heading: Cell = {
    x: bodyWidth - titleWidth,
    width: titleWidth,
    align: 'right',
    parts: [{ text: title, style: styles.title }],
  };
  const lines = [
    ...issuer.addressLines,
    ...(issuer.taxId ? [`${taxIdLabel} ${issuer.taxId}`] : []),
    issuer.email,
  ];
  const width = bodyWidth - titleWidth - gap;
  if (logo) sheet.picture(logo, issuer.name);
  sheet.row([heading], 'H1');
  // The title beside it takes so much already.
  if (logo) sheet.space(Math.max(0, logo.height - 30));
  sheet.row([
    {
      x: 0,
      width,
      parts: [
        { text: issuer.name, style: styles.issuer },
        ...lines.map((text) => ({ text, style: styles.small })),
      ],
    },
    { ...heading, parts: [{ text: number, style: styles.strong }] },
  ]);
  sheet.space(6);
  sheet.accentRule();
  sheet.space(8);
}
