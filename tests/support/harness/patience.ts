/** How long something is waited for that comes within a second on a quiet machine: only for what never comes. */
export const patienceMs = 120_000;
