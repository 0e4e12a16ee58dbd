const made = new Map<string, CSSStyleSheet>();

/** A style sheet, made once. Constructed ones need no `style-src 'unsafe-inline'`. */
export function sheetOf(css: string): CSSStyleSheet {
  const sheet = made.get(css) ?? new CSSStyleSheet();
  if (!made.has(css)) sheet.replaceSync(css);
  made.set(css, sheet);
  return sheet;
}
