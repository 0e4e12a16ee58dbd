/**
 * What the letter is about, in words: the house, the factor, provider or role that it names, and who invites.
 */
interface UserAbout {
  readonly business: string;
  readonly thing: string;
  readonly inviter: string | undefined;
}

/** A short letter about an account. */
interface UserLetter {
  subject(about: UserAbout): string;
  readonly heading: string;
  opening(about: UserAbout): string;
  readonly more: string;
  /** What the button says; nothing for a letter without one. */
  readonly button: string | undefined;
  /** What stands under the button. */
  readonly note: string;
}

export const userLetters = [
  'registration',
  'registered',
  'recovery',
  'emailChange',
  'emailTaken',
  'invitation',
  'newDevice',
  'passwordChanged',
  'emailChanged',
  'factorAdded',
  'factorRemoved',
  'identityLinked',
  'apiKeyMade',
  'closed',
] as const;

/** What can be added to an account so that it opens more than before. */
export const addedKinds = ['totp', 'passkey', 'sms', 'backup-codes', 'api-key'] as const;

export interface UserTexts {
  readonly letters: Readonly<Record<(typeof userLetters)[number], UserLetter>>;
  /** For somebody whose name is not known. */
  readonly greeting: string;
  footnote(business: string): string;
  /** The second button of a letter to somebody who has an account. */
  readonly recover: { readonly button: string; readonly note: string };
  /** From where somebody has signed in. */
  readonly signIn: Readonly<Record<'title' | 'device' | 'place' | 'time', string>> & {
    /**
     * What somebody signed in with: a browser or `undefined` for another program, on a system if that is
     * known.
     */
    on(browser: string | undefined, system: string | undefined): string;
  };
  readonly added: Readonly<Record<(typeof addedKinds)[number] | 'identity' | 'invitation', string>>;
  /** Above the list of what the link of a letter takes back beside what the letter tells. */
  readonly also: { readonly title: string; readonly text: string };
  readonly roles: Readonly<Record<'staff' | 'manager' | 'owner' | 'guest', string>>;
  /**
   * The text message with a code, in characters of a text message (`sms-part.ts`): `ó` or `’` would make it
   * two.
   */
  code(business: string, digits: string): string;
}
