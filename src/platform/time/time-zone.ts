import { remembered } from '../remembered.ts';

/**
 * Whether Intl, by which all local times here are reckoned, knows a zone by this name. Names are those of the
 * tz database. Intl takes long to look, so what it said of so many is kept.
 */
export const isKnownZone = remembered(1000, (timeZone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
});
