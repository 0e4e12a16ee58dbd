/** What the doctor says of one part: that it is well, that it is not used, or what to do. Never a secret. */
export interface Finding {
  readonly part: string;
  readonly state: 'well' | 'off' | 'wrong';
  readonly says: string;
}

type Say = (part: string, says: string) => Finding;

export const well: Say = (part, says) => ({ part, state: 'well', says });
export const off: Say = (part, says) => ({ part, state: 'off', says });
export const wrong: Say = (part, says) => ({ part, state: 'wrong', says });
