import type { MailThread } from '../../../notification/channels/channel.ts';
import type { Language } from '../../../platform/languages.ts';
import type { Runtime } from '../../../platform/runtime.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** What qualifies the value, such as the zone of a time. */
  readonly note?: string | undefined;
}

export interface PriceLine {
  readonly label: string;
  /** How the amount comes about. */
  readonly detail: string | undefined;
  readonly amount: string;
}

/** A part of a mail, in words only: what it looks like is the renderers' business. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What somebody wrote themselves: its lines and empty lines are kept. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'facts'; readonly title: string; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'price';
      readonly title: string;
      readonly lines: readonly PriceLine[];
      readonly total: Fact;
      readonly notes: readonly Fact[];
    }
  | {
      readonly kind: 'terms';
      readonly title: string;
      readonly text: string;
      readonly items: readonly string[];
    }
  | { readonly kind: 'quotation'; readonly title: string; readonly text: string }
  | { readonly kind: 'action'; readonly label: string; readonly url: string; readonly note: string };

/**
 * A mail before it is set as HTML and as text: both are made of this, so neither can say what the other does
 * not.
 */
export interface Letter {
  /** Nobody, where the guest gave no address. */
  readonly to: string | undefined;
  readonly replyTo: string;
  readonly language: Language;
  readonly subject: string;
  /** What a list of mails shows beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** The last lines of the letter: a greeting and who gives it. */
  readonly signature: readonly string[];
  /** What stands below it: what the letter answers. */
  readonly answered?: Block;
  readonly footnote: string;
  readonly calendarFile?: string;
  readonly thread?: MailThread;
}

/** Who greets at the end of a letter, and where they can be called. */
export function signature({ config: { business } }: Runtime, regards: string): readonly string[] {
  return [regards, business.name, ...(business.phone ? [business.phone] : [])];
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
