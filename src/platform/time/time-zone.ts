const known = new Map<string, boolean>();
/** More than there are zones; what a caller makes up is not kept without end. */
const mostKept = 1000;

/**
 * Whether Intl, by which all local times here are reckoned, knows a zone by this name. Names are those of the
 * tz database. Intl takes long to look, so what it said is kept.
 */
export function isKnownZone(timeZone: string): boolean {
  const before = known.get(timeZone);
  if (before !== undefined) return before;
  if (known.size >= mostKept) known.clear();
  const isKnown = isTakenByIntl(timeZone);
  known.set(timeZone, isKnown);
  return isKnown;
}

function isTakenByIntl(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
