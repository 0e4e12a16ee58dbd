import { sandboxKey } from '../../../demo/seed/sandbox-key.ts';

/** A key with every scope, as the template database knows it. */
export const staff = { Authorization: `Bearer ${sandboxKey}` };
