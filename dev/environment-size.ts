import { variables } from '../src/platform/config/environment.ts';

/** What all variables of a function may take, names and values together: AWS Lambda's limit, which Netlify passes on. */
export const mostBytes = 4096;
const named = 3;

/** Too much for functions to be deployed with. Its message names variables and sizes, no value. */
export class EnvironmentSizeError extends Error {}

/**
 * How many bytes the variables take that Midas reads, in UTF-8. Throws EnvironmentSizeError where they are more than a function
 * may have: the deploy would fail later, and say less.
 */
export function environmentBytes(environment: Readonly<Record<string, string | undefined>>): number {
  const sizes = Object.keys(variables)
    .map((name) => ({ name, bytes: bytesOf(name, environment[name]) }))
    .sort((one, other) => other.bytes - one.bytes);
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
  if (sum <= mostBytes) return sum;
  const largest = sizes.slice(0, named).map(({ name, bytes }) => `${name} (${bytes})`);
  throw new EnvironmentSizeError(
    `The variables that the functions read take ${sum} bytes, and Netlify allows ${mostBytes}. The largest are ${largest.join(', ')}. The account for text messages can be a setting instead of TWILIO_…: see docs/owner-api.md, Settings.`,
  );
}

function bytesOf(name: string, value: string | undefined): number {
  return value ? Buffer.byteLength(name) + Buffer.byteLength(value) : 0;
}
