import type { Config } from '../../platform/config/config.ts';

/** The Message-ID of a mail of ours, by an id of ours: the same however often it is sent (RFC 5322, 3.6.4). */
export function messageIdOf({ mail: { from } }: Config, id: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
