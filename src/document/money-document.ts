import { isolated } from '../platform/text/isolated.ts';
import { textsByLanguage } from '../texts/document.ts';
import type { Texts } from '../texts/document-texts.ts';
import type { DocumentContent } from './content.ts';
import { type Formats, formatsOf } from './formats.ts';
import { letterhead } from './letterhead.ts';
import { saleTable } from './sale-table.ts';
import { bodyWidth, type Cell, hairline, type Look, openSheet, type Sheet } from './sheet/sheet.ts';
import { cell, fact, styles } from './sheet/styles.ts';

const third = (bodyWidth - 36) / 3;
const half = bodyWidth / 2;
/** A date with its time and zone takes more than a third, in Spanish most; the day of issue takes less. */
const datesNeed = 36;

/** Draws a receipt, an invoice, or a credit or debit note. */
export function drawMoneyDocument(content: DocumentContent, look: Look): Promise<Uint8Array> {
  const { kind, number, issuer, language, reservation } = content;
  const texts = textsByLanguage[language];
  const formats = formatsOf(texts.locale);
  const title = texts.titles[kind];
  const sheet = openSheet({
    title: `${title} ${number}`,
    author: issuer.name,
    subject: `${texts.facts.reservation} ${reservation.reference}`,
    language: texts.locale,
    at: new Date(content.issuedAt),
    accent: look.accent,
    footer: (page, count) => ({
      left: `${title} ${number} · ${isolated(issuer.name)}`,
      right: texts.page(formats.number(page), formats.number(count)),
    }),
  });
  letterhead(sheet, issuer, texts.facts.taxId, title, number, look.logo);
  facts(sheet, content, texts, formats);
  if (content.kind === 'receipt') received(sheet, content, texts, formats);
  if (content.lines.length > 0) {
    saleTable(sheet, content, texts, formats);
    totals(sheet, content, texts, formats);
  }
  return sheet.close();
}

function facts(sheet: Sheet, content: DocumentContent, texts: Texts, formats: Formats): void {
  const { customer, reservation, issuer } = content;
  const { startsAt, endsAt, timeZone } = reservation;
  const period = fact(0, 0, texts.facts.period, [
    `${formats.moment(startsAt, timeZone)} –`,
    formats.moment(endsAt, timeZone),
  ]);
  const corrected =
    'invoiceNumber' in content ? fact(0, 0, texts.facts.corrects, [content.invoiceNumber]) : undefined;
  sheet.row([
    fact(0, third, texts.facts.customer, [
      customer.name,
      ...customer.addressLines,
      ...(customer.vatNumber ? [`${texts.facts.vatNumber} ${customer.vatNumber}`] : []),
      ...(customer.email === undefined ? [] : [customer.email]),
    ]),
    below(
      fact(third + 18, third + datesNeed, texts.facts.reservation, [
        reservation.reference,
        `${isolated(reservation.itemName)}, ${isolated(reservation.city)}`,
      ]),
      period,
    ),
    below(
      fact(2 * (third + 18) + datesNeed, third - datesNeed, texts.facts.issuedOn, [
        formats.day(content.issuedAt, issuer.timeZone),
      ]),
      corrected,
    ),
  ]);
  if ('reason' in content && content.reason.trim() !== '') {
    sheet.space(8);
    sheet.row([fact(0, bodyWidth, texts.facts.reason, [content.reason])]);
  }
  sheet.space(22);
}

/** A fact and another in the same column, so that neither waits for a longer one beside it. */
function below(first: Cell, second: Cell | undefined): Cell {
  return {
    ...first,
    parts: [...first.parts, ...(second ? [{ text: '', style: styles.body }, ...second.parts] : [])],
  };
}

function received(
  sheet: Sheet,
  { purpose, received, issuer, currency, lines }: Extract<DocumentContent, { kind: 'receipt' }>,
  texts: Texts,
  formats: Formats,
): void {
  sheet.keep(110);
  sheet.accentRule();
  sheet.space(2);
  sheet.row([
    cell(0, half, texts.received, styles.total),
    cell(half, half, formats.money(received.amount, currency), styles.total, 'right'),
  ]);
  sheet.row([cell(0, bodyWidth, texts.purposes[purpose], styles.small)]);
  sheet.space(8);
  sheet.row([
    fact(0, third, texts.facts.method, [texts.methods[received.method]]),
    fact(third + 18, third, texts.facts.receivedAt, [formats.moment(received.at, issuer.timeZone)]),
    ...(received.providerReference === null
      ? []
      : [fact(2 * (third + 18), third, texts.facts.providerReference, [received.providerReference])]),
  ]);
  sheet.space(2);
  sheet.accentRule();
  sheet.space(20);
  if (lines.length > 0) {
    sheet.row([cell(0, bodyWidth, texts.saleTitle, styles.section)], 'H2');
    sheet.space(6);
  }
}

/** The taxes by name and rate, and below them what it all comes to. */
function totals(
  sheet: Sheet,
  { kind, taxSummary, total, currency }: DocumentContent,
  texts: Texts,
  formats: Formats,
): void {
  const width = (bodyWidth - half) / 3;
  const columns = (
    name: string,
    rate: string,
    net: string,
    tax: string,
    style: (typeof styles)['label' | 'body'],
  ) => [
    cell(0, half, name, style),
    cell(half, width, rate, style, 'right'),
    cell(half + width, width, net, style, 'right'),
    cell(half + 2 * width, width, tax, style, 'right'),
  ];
  // A credit note of next to nothing takes back nothing of some taxes.
  const shown = taxSummary.filter((one) => one.net !== 0 || one.tax !== 0);
  sheet.keep(70 + 20 * shown.length);
  sheet.space(10);
  if (shown.length > 0) {
    const { title, rate, net, tax } = texts.taxSummary;
    sheet.table(columns(title, rate, net, tax, styles.label), () => {
      for (const one of shown)
        sheet.row(
          columns(
            one.name,
            formats.share(one.basisPoints),
            formats.money(one.net, currency),
            formats.money(one.tax, currency),
            styles.body,
          ),
        );
    });
    sheet.space(10);
  }
  if (kind === 'receipt') sheet.rule(hairline);
  else sheet.accentRule();
  const style = kind === 'receipt' ? styles.strong : styles.total;
  sheet.row([
    cell(0, half, texts.totals[kind], style),
    cell(half, half, formats.money(total, currency), style, 'right'),
  ]);
}
