/** A request that asked for a change, and the key by which its repetition would be known. */
export interface Change<Route extends string> {
  readonly route: Route;
  readonly path: string;
  readonly key: string | undefined;
}

const most = 1000;

/** Adds one to the newest, so many of which are kept. */
export function noteChange<Route extends string>(changes: Change<Route>[], change: Change<Route>): void {
  changes.push(change);
  if (changes.length > most) changes.shift();
}
