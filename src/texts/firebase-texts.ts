/** The words of the page on which Firebase signs people in. */
export type FirebaseTexts = Readonly<
  Record<'title' | 'what' | 'go' | 'back' | 'failed' | 'noScript', string>
>;
