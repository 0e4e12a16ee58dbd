/**
 * Whether Intl, by which all local times here are reckoned, knows a zone by this name. Names are those of the
 * tz database.
 */
export function isKnownZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
