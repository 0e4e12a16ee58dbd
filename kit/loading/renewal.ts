const parameter = 'renewed';
const address = new URL(import.meta.url);

/** Whether this is a kit that takes the place of an older one on the page. */
export const isRenewal = address.searchParams.has(parameter);

let renewing: Promise<unknown> | undefined;

/**
 * Loads the kit of today. A page that was opened before a deploy, or has an old copy of this file, asks for
 * files that are no longer there; the kit of today then starts its elements in this one's place. Rejects when
 * it does not come either.
 */
export function renew(): Promise<unknown> {
  address.searchParams.set(parameter, `${Date.now()}`);
  renewing ??= import(address.href).catch((error) => {
    renewing = undefined;
    throw error;
  });
  return renewing;
}
