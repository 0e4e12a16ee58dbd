import type { Config } from '../../../../platform/config/config.ts';
import type { Language } from '../../../../platform/languages.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { fitted, type Look } from '../../../../settings/appearance.ts';
import { textsByLanguage } from '../../../../texts/mail.ts';

/** What every mail shows of the house around its letter. */
export interface House {
  readonly name: string;
  /** Empty for none. */
  readonly address: string;
  /** To the terms and the imprint, where the owner has said where those are. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** The owner's colour, or none. */
  readonly accent: string | undefined;
  /** Instead of the name; in pixels. */
  readonly logo: { readonly width: number; readonly height: number } | undefined;
}

/** By what the page of a mail names the picture that the mail brings along (RFC 2392). */
export const logoId = 'logo@midas';
const logoBox = { width: 240, height: 64 };

export function houseOf(
  siteUrl: string,
  { name, address, terms, imprint }: Config['business'],
  language: Language,
  look: Look,
): House {
  const { legal } = textsByLanguage[language];
  const links = [
    { label: legal.terms, page: terms },
    { label: legal.imprint, page: imprint },
  ];
  return {
    name,
    address: isolated(address),
    accent: look.accent,
    logo: look.logo && fitted(look.logo, logoBox),
    links: links.flatMap(({ label, page }) =>
      page === '' ? [] : [{ label, url: new URL(page, siteUrl).href }],
    ),
  };
}
