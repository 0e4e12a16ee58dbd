import { Redis } from '@upstash/redis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startUpstash, type Upstash } from '../../../dev/upstash.ts';
import { patienceMs } from '../../support/harness/patience.ts';

// `auto` runs on a redis-server where the machine has one; the guarantees are the same.
describe.each(['auto', 'process'] as const)('with the engine "%s"', (engine) => {
  let upstash: Upstash;
  let redis: Redis;
  beforeAll(async () => {
    upstash = await startUpstash({ port: 0, token: 'a-token', engine });
    redis = new Redis({ url: upstash.url, token: upstash.token, retry: { retries: 0 } });
  });
  beforeEach(() => upstash.flush());
  afterAll(() => upstash.close());

  /** What a subscription of the client hears, once it stands. */
  async function listen(start: () => ReturnType<Redis['subscribe']>) {
    const heard: unknown[] = [];
    const subscriber = start();
    for (const type of ['message', 'pmessage', 'error'] as const) {
      subscriber.on(type, (data: unknown) => heard.push(data));
    }
    const stands = new Promise<unknown>((resolve) => {
      // Both kinds are told as the client tells them; of patterns it knows no type for the first event.
      subscriber.on('subscribe', resolve);
      subscriber.on('psubscribe' as 'subscribe', resolve);
    });
    expect(await stands).toBe(1);
    return { heard, subscriber };
  }

  const untilHeard = (heard: unknown[], count: number) =>
    expect.poll(() => heard.length, { timeout: patienceMs }).toBe(count);

  test('who subscribes to a channel hears what is published to it, and of no other', async () => {
    const { heard, subscriber } = await listen(() => redis.subscribe('chat'));
    expect(await redis.publish('elsewhere', 'x')).toBe(0);
    expect(await redis.publish('chat', 'hello, you')).toBe(1);
    expect(await redis.publish('chat', { from: 'Zoë', of: [1, '😀'] })).toBe(1);
    await untilHeard(heard, 2);
    expect(heard).toEqual([
      { channel: 'chat', message: 'hello, you' },
      { channel: 'chat', message: { from: 'Zoë', of: [1, '😀'] } },
    ]);
    await subscriber.unsubscribe();
  });

  test('who subscribes to a pattern hears of every channel that matches', async () => {
    const { heard, subscriber } = await listen(() => redis.psubscribe('room:*'));
    expect(await redis.publish('hall', 'x')).toBe(0);
    expect(await redis.publish('room:1', { n: 1 })).toBe(1);
    expect(await redis.publish('room:ü', { n: 2 })).toBe(1);
    await untilHeard(heard, 2);
    expect(heard).toEqual([
      { pattern: 'room:*', channel: 'room:1', message: { n: 1 } },
      { pattern: 'room:*', channel: 'room:ü', message: { n: 2 } },
    ]);
    await subscriber.unsubscribe();
  });

  test('who goes is no longer counted', async () => {
    const { subscriber } = await listen(() => redis.subscribe('chat'));
    expect(await redis.exec(['PUBSUB', 'NUMSUB', 'chat'])).toEqual(['chat', 1]);
    await subscriber.unsubscribe();
    await expect.poll(() => redis.publish('chat', 'x'), { timeout: patienceMs }).toBe(0);
  });

  test('a stream asks for the token, and is one of server-sent events', async () => {
    const url = `${upstash.url}/subscribe/chat`;
    expect((await fetch(url)).status).toBe(401);
    const going = new AbortController();
    const headers = { authorization: `Bearer ${upstash.token}`, accept: 'text/event-stream' };
    const response = await fetch(url, { headers, signal: going.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = (response.body ?? expect.unreachable()).getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toBe('data: subscribe,chat,1\n\n');
    await redis.publish('chat', 'a,b');
    expect(await text()).toBe('data: message,chat,a,b\n\n');
    going.abort();
  });

  test('every answer has a newer sync token, which the client sends back', async () => {
    await redis.set('k', 1);
    const first = redis.readYourWritesSyncToken;
    expect(first).toMatch(/./);
    await redis.set('k', 2);
    expect(redis.readYourWritesSyncToken).not.toBe(first);
  });

  test('a read-only script reads by its digest as well, and writes nothing', async () => {
    await redis.set('k', 'v');
    const reading = 'return redis.call("GET", KEYS[1])';
    expect(await redis.evalRo(reading, ['k'], [])).toBe('v');
    expect(await redis.evalshaRo(await redis.scriptLoad(reading), ['k'], [])).toBe('v');
    const script = redis.createScript(reading, { readonly: true });
    expect(await script.exec(['k'], [])).toBe('v');
    const writing = 'return redis.call("DEL", KEYS[1])';
    await expect(redis.evalshaRo(await redis.scriptLoad(writing), ['k'], [])).rejects.toThrow(
      'Write commands are not allowed from read-only scripts',
    );
    expect(await redis.get('k')).toBe('v');
  });

  test('nobody waits for a stream that has nothing new', async () => {
    await redis.xadd('s', '1-1', { n: 1 });
    expect(await redis.xread('s', '1-1', { blockMS: 0 })).toBeNull();
  });
});
