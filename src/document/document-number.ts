/** What stands in a document's number for its kind. */
const letters = { receipt: 'REC', invoice: 'INV', 'credit-note': 'CRN', 'debit-note': 'DBN' } as const;

export const documentKinds = ['receipt', 'invoice', 'credit-note', 'debit-note'] as const;

/** `M-INV-2027-000123`: legal entity, kind, year, and a number without gaps within them. */
export function documentNumber(
  prefix: string,
  { kind, year, number }: { kind: (typeof documentKinds)[number]; year: number; number: number },
): string {
  return `${prefix}-${letters[kind]}-${year}-${String(number).padStart(6, '0')}`;
}
