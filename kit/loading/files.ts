const loaders = {
  core: () => import('../rendering/host.ts'),
  search: () => import('../elements/search.ts'),
  calendar: () => import('../rendering/stay-shape.ts'),
  availability: () => import('../elements/availability.ts'),
  reservation: () => import('../elements/reservation.ts'),
  stay: () => import('../elements/reservation/stay-step.ts'),
  guest: () => import('../elements/reservation/guest-steps.ts'),
  pay: () => import('../elements/reservation/pay-steps.ts'),
  view: () => import('../rendering/reservation-view.ts'),
  manage: () => import('../elements/manage.ts'),
  contact: () => import('../elements/contact.ts'),
  forms: () => import('../elements/plain-forms.ts'),
};

/** What each of them exports. */
export type Files = { readonly [Name in keyof typeof loaders]: Awaited<ReturnType<(typeof loaders)[Name]>> };

export type Load = <Name extends keyof Files>(name: Name) => Promise<Files[Name]>;

/**
 * The files of the kit beside this one, by what they are needed for; which modules stand in which is in
 * `dev/kit/kit-files.ts`. They are loaded by this one alone, and together, so that nothing waits for a second
 * round trip.
 */
export const files: { readonly [Name in keyof Files]: () => Promise<Files[Name]> } = loaders;
