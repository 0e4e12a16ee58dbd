import { setTimeout as pause } from 'node:timers/promises';
import { Redis, type UpstashResponse } from '@upstash/redis';
import type { Config } from './config/config.ts';
import { exchange } from './exchange.ts';

const pauseMs = 50;

/**
 * Redis over Upstash's HTTP. One quick retry and a short wait, because a request waits for it: the SDK's own
 * requester holds on for seconds, and calls by `fetch`.
 */
export function createRedis({ url, token }: Config['redis'], timeoutMs: number): Redis {
  const base = url.replace(/\/$/, '');
  /** By it a replica shows this instance what it wrote itself. */
  let syncToken = '';
  return new Redis({
    async request<Result>({ path = [], body }: { path?: string[]; body?: unknown }) {
      const ask = () =>
        exchange([base, ...path].join('/'), {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
            'Upstash-Sync-Token': syncToken,
          },
          body: JSON.stringify(body),
          timeoutMs,
        });
      const { headers, text } = await ask().catch(() => pause(pauseMs).then(ask));
      syncToken = `${headers['upstash-sync-token'] ?? ''}`;
      // The SDK throws for an `error`, and for an answer that has none and no `result`.
      const answer: UpstashResponse<Result> = JSON.parse(text);
      return answer;
    },
  });
}
