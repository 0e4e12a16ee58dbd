import type { Config } from '../../../../platform/config/config.ts';
import type { Language } from '../../../../platform/languages.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { textsByLanguage } from '../../../../texts/mail.ts';

/** What every mail shows of the house around its letter. */
export interface House {
  readonly name: string;
  /** Empty for none. */
  readonly address: string;
  /** To the terms and the imprint, where the owner has said where those are. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export function houseOf(
  siteUrl: string,
  { name, address, terms, imprint }: Config['business'],
  language: Language,
): House {
  const { legal } = textsByLanguage[language];
  const links = [
    { label: legal.terms, page: terms },
    { label: legal.imprint, page: imprint },
  ];
  return {
    name,
    address: isolated(address),
    links: links.flatMap(({ label, page }) =>
      page === '' ? [] : [{ label, url: new URL(page, siteUrl).href }],
    ),
  };
}
