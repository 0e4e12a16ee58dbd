import { createHash } from 'node:crypto';
import { Ratelimit } from '@upstash/ratelimit';
import { errors, Redis, type RedisConfigNodejs } from '@upstash/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isPortTaken, PortTakenError } from '../../../dev/ports.ts';
import { startUpstash, type Upstash } from '../../../dev/upstash.ts';
import { patienceMs } from '../../support/harness/patience.ts';

const patiently = { timeout: patienceMs };

// `auto` runs on a redis-server where the machine has one; the guarantees are the same.
describe.each(['auto', 'process'] as const)('with the engine "%s"', (engine) => {
  let upstash: Upstash;
  let redis: Redis;

  const client = (config: Partial<RedisConfigNodejs> = {}) =>
    new Redis({
      url: upstash.url,
      token: upstash.token,
      retry: { retries: 0 },
      enableTelemetry: false,
      ...config,
    });

  const raw = (path: string, init: RequestInit = {}) =>
    fetch(`${upstash.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${upstash.token}`, ...init.headers },
    });

  const failureOf = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
    promise.then(
      () => expect.unreachable('it should have failed'),
      (error: unknown) => error,
    );

  beforeAll(async () => {
    upstash = await startUpstash({ port: 0, token: 'a-token', engine });
    redis = client();
  });
  beforeEach(() => upstash.flush());
  afterEach(() => {
    upstash.clearFaults();
    upstash.resetCounts();
  });
  afterAll(() => upstash.close());

  describe('commands', () => {
    test('store and read values of every kind unharmed', async () => {
      const values = ['plain', 'Zoë 😀 "quoted" \\ \n', 'OK', '', '0012', { deep: [1, 'ü', null] }, 42, true];
      for (const [index, value] of values.entries()) await redis.set(`key${index}`, value);
      const read = await Promise.all(values.map((_, index) => redis.get(`key${index}`)));
      expect(read).toEqual(values);
      expect(await redis.mget(...values.map((_, index) => `key${index}`), 'missing')).toEqual([
        ...values,
        null,
      ]);
    });

    test('count, expire and delete', async () => {
      expect(await redis.incr('n')).toBe(1);
      expect(await redis.incrby('n', 41)).toBe(42);
      expect(await redis.ttl('n')).toBe(-1);
      expect(await redis.expire('n', 100)).toBe(1);
      expect(await redis.ttl('n')).toBeGreaterThan(90);
      expect(await redis.incr('n')).toBe(43);
      expect(await redis.ttl('n')).toBeGreaterThan(90);
      expect(await redis.exists('n', 'missing')).toBe(1);
      expect(await redis.del('n', 'missing')).toBe(1);
      expect(await redis.get('n')).toBeNull();
      expect(await redis.ttl('n')).toBe(-2);
    });

    test('honour the conditions and the expiry of SET', async () => {
      expect(await redis.set('k', 'first', { nx: true, ex: 100 })).toBe('OK');
      expect(await redis.set('k', 'second', { nx: true, ex: 100 })).toBeNull();
      expect(await redis.get('k')).toBe('first');
      expect(await redis.ttl('k')).toBeGreaterThan(90);
      expect(await redis.set('other', 'x', { xx: true })).toBeNull();
      expect(await redis.exists('other')).toBe(0);
      expect(await redis.set('k', 'third', { xx: true, get: true })).toBe('first');
      expect(await redis.ttl('k')).toBe(-1);
      await redis.set('brief', 'x', { px: 30 });
      await expect.poll(() => redis.get('brief'), patiently).toBeNull();
    });

    test('of one key let a single contender win', async () => {
      const claims = await Promise.all(
        Array.from({ length: 30 }, (_, n) => client().set('lock', n, { nx: true })),
      );
      expect(claims.filter((claim) => claim === 'OK')).toHaveLength(1);
    });

    test('handle hashes, sets, sorted sets and lists', async () => {
      expect(await redis.hset('h', { name: 'Ada', nights: 3 })).toBe(2);
      expect(await redis.hgetall('h')).toEqual({ name: 'Ada', nights: 3 });
      expect(await redis.hgetall('missing')).toBeNull();
      expect(await redis.hmget('h', 'nights', 'missing')).toEqual({ nights: 3, missing: null });
      expect(await redis.hincrby('h', 'nights', 2)).toBe(5);
      expect(await redis.sadd('s', 'a', 'b', 'a')).toBe(2);
      expect((await redis.smembers('s')).sort()).toEqual(['a', 'b']);
      await redis.zadd('z', { score: 2, member: 'two' }, { score: 1, member: 'one' });
      expect(await redis.zrange('z', 0, -1, { withScores: true })).toEqual(['one', 1, 'two', 2]);
      await redis.rpush('l', 'a', 'b');
      expect(await redis.lrange('l', 0, -1)).toEqual(['a', 'b']);
      const [cursor, keys] = await redis.scan(0, { match: '?' });
      expect([cursor, keys.sort()]).toEqual(['0', ['h', 'l', 's', 'z']]);
    });

    test('that are wrong fail in words', async () => {
      const failure = await failureOf(redis.exec(['GET']));
      expect(failure).toBeInstanceOf(errors.UpstashError);
      expect(String(failure)).toContain("ERR wrong number of arguments for 'get' command");
      expect(String(await failureOf(redis.exec(['NONSENSE', 'x'])))).toContain('ERR unknown command');
      expect(String(await failureOf(redis.exec(['BLPOP', 'l', 0])))).toContain('not available');
    });
  });

  describe('several at once', () => {
    test('in a pipeline each succeeds or fails on its own, in order', async () => {
      const results = await redis
        .pipeline()
        .set('a', 1)
        .evalsha('0'.repeat(40), [], [])
        .incr('a')
        .get('a')
        .exec({ keepErrors: true });
      expect(results.map(({ result, error }) => error?.split(' ')[0] ?? result)).toEqual([
        'OK',
        'NOSCRIPT',
        2,
        2,
      ]);
    });

    test('in a transaction nothing comes between', async () => {
      const results = await Promise.all(
        Array.from({ length: 40 }, () => client().multi().incr('n').incr('n').get('n').exec()),
      );
      for (const [first, second, third] of results) expect([second, third]).toEqual([first + 1, first + 1]);
      expect(await redis.get('n')).toBe(80);
    });

    test('in a transaction nothing is done when a command is malformed', async () => {
      const response = await raw('/multi-exec', {
        method: 'POST',
        body: JSON.stringify([['SET', 'a', '1'], ['GET']]),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^EXECABORT/) });
      expect(await redis.exists('a')).toBe(0);
    });

    test('of the client’s own accord make one trip, which is counted', async () => {
      upstash.resetCounts();
      await Promise.all([redis.set('a', 1), redis.incr('b'), redis.expire('a', 9)]);
      expect(upstash.counts()).toEqual({ trips: 1, commands: 3 });
      await redis.exec(['GET', 'a']);
      const expected = { trips: 2, commands: 4 };
      expect(upstash.counts()).toEqual(expected);
      expect(await (await raw('/_upstash/counts')).json()).toEqual(expected);
    });
  });

  describe('the wire', () => {
    const set = JSON.stringify(['SET', 'k', 'ü']);

    test('asks for the token', async () => {
      const refused = await raw('/', {
        method: 'POST',
        body: set,
        headers: { authorization: 'Bearer wrong' },
      });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toEqual({ error: expect.stringContaining('WRONGPASS') });
      expect(await redis.exists('k')).toBe(0);
      expect(String(await failureOf(client({ token: 'wrong' }).get('k')))).toContain('WRONGPASS');
    });

    test('is plain, or base64 for whoever asks for it', async () => {
      const headers = { 'upstash-encoding': 'base64' };
      const bodies = async (init: RequestInit) => {
        const responses = [
          await raw('/', { method: 'POST', body: set, ...init }),
          await raw('/', { method: 'POST', body: '["MGET","k","missing"]', ...init }),
          await raw('/pipeline', { method: 'POST', body: '[["GET","k"],["EXISTS","k"],["GET"]]', ...init }),
        ];
        expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
        return Promise.all(responses.map((response) => response.json()));
      };
      const error = { error: expect.stringContaining('ERR wrong number') };
      expect(await bodies({})).toEqual([
        { result: 'OK' },
        { result: ['ü', null] },
        [{ result: 'ü' }, { result: 1 }, error],
      ]);
      expect(await bodies({ headers })).toEqual([
        { result: 'OK' },
        { result: ['w7w=', null] },
        [{ result: 'w7w=' }, { result: 1 }, error],
      ]);
    });

    test('takes a command as a path', async () => {
      expect(await (await raw('/set/greeting/h%C3%A4%2Fllo?EX=100')).json()).toEqual({ result: 'OK' });
      expect(await (await raw('/get/greeting')).json()).toEqual({ result: 'hä/llo' });
      expect(await redis.ttl('greeting')).toBeGreaterThan(90);
    });

    test('answers 400 to a failed command and to what is none', async () => {
      for (const [path, body] of [
        ['/', '["GET"]'],
        ['/', 'nonsense'],
        ['/', '[]'],
        ['/pipeline', '["GET","k"]'],
        ['/elsewhere', '["GET","k"]'],
      ] as const) {
        const response = await raw(path, { method: 'POST', body });
        expect(response.status).toBe(400);
        expect(await response.json()).toEqual({ error: expect.stringMatching(/^ERR /) });
      }
    });
  });

  describe('scripts', () => {
    const script =
      '#!lua flags=allow-key-locking\nreturn { KEYS[1], ARGV[1] + 1, redis.call("INCR", KEYS[1]) }';
    const sha = createHash('sha1').update(script).digest('hex');

    test('go by the digest of what the client sent, shebang included', async () => {
      expect(String(await failureOf(redis.evalsha(sha, ['a'], [1])))).toContain('NOSCRIPT');
      expect(await redis.eval(script, ['a'], [1])).toEqual(['a', 2, 1]);
      expect(await redis.evalsha(sha, ['a'], [5])).toEqual(['a', 6, 2]);
      await redis.scriptFlush();
      expect(await redis.scriptExists(sha)).toEqual([0]);
      expect(await redis.scriptLoad(script)).toBe(sha);
      expect(await redis.scriptExists(sha)).toEqual([1]);
    });

    test('see Redis as Lua does: false for nothing, whole numbers, tables, errors', async () => {
      await redis.hset('h', { a: 'null', b: 2 });
      const seen = `
        redis.call('set', 'n', 4, 'ex', 100, 'nx')
        local again = redis.call('set', 'n', 5, 'nx')
        local fields = redis.call('HMGET', 'h', 'a', 'missing', 'b')
        local failed = redis.pcall('NONSENSE')
        return {
          redis.call('GET', 'missing') == false and 1 or 0, again == false and 1 or 0,
          #fields, fields[1], fields[2] == false and 1 or 0, fields[3] + 1,
          'key:' .. redis.call('INCRBY', 'n', 3), type(failed.err), 3.9,
          redis.call('SCAN', '0', 'MATCH', 'h')[2], redis.call('HGETALL', 'h'), redis.call('TTL', 'n') > 98
        }`;
      expect(await client({ automaticDeserialization: false }).eval(seen, [], [])).toEqual([
        ...[1, 1, 3, 'null', 1, 3, 'key:7', 'string', 3],
        ...[['h'], ['a', 'null', 'b', '2'], 1],
      ]);
      const failed = await failureOf(redis.eval('return redis.call("NONSENSE")', [], []));
      expect(failed).toBeInstanceOf(errors.UpstashError);
      expect(await redis.eval('return { false, true, "x" }', [], [])).toEqual([null, 1, 'x']);
      expect(await redis.eval('return { ok = "FINE" }', [], [])).toBe('FINE');
      expect(String(await failureOf(redis.eval('return { err = "MINE so" }', [], [])))).toContain('MINE so');
    });
  });

  describe('rate limits', () => {
    const limiters = {
      fixedWindow: Ratelimit.fixedWindow(10, '7 d'),
      slidingWindow: Ratelimit.slidingWindow(10, '7 d'),
      tokenBucket: Ratelimit.tokenBucket(10, '7 d', 10),
    };

    test.each(Object.entries(limiters))(
      'by %s let through as many as allowed, however many contend',
      async (_, limiter) => {
        const contenders = Array.from(
          { length: 4 },
          () => new Ratelimit({ redis: client(), limiter, ephemeralCache: false, timeout: 0 }),
        );
        const outcomes = await Promise.all(
          Array.from({ length: 60 }, (_, n) => (contenders[n % 4] ?? expect.unreachable()).limit('guest')),
        );
        const allowed = outcomes.filter(({ success }) => success);
        expect(allowed).toHaveLength(10);
        expect(allowed.map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual([
          0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
        ]);
        const [limit] = contenders;
        expect(await limit?.limit('another guest')).toMatchObject({ success: true, remaining: 9, limit: 10 });
        expect(await limit?.getRemaining('guest')).toMatchObject({ remaining: 0 });
        await limit?.resetUsedTokens('guest');
        expect(await limit?.limit('guest')).toMatchObject({ success: true, remaining: 9 });
      },
    );

    test('open again when their window is over', async () => {
      const limit = new Ratelimit({
        redis,
        limiter: Ratelimit.fixedWindow(1, '1 s'),
        ephemeralCache: false,
      });
      const both = () => Promise.all([limit.limit('guest'), limit.limit('guest')]);
      const allowed = async () => (await both()).filter(({ success }) => success).length;
      await expect.poll(allowed, patiently).toBe(0);
      await expect.poll(allowed, patiently).toBe(1);
    });
  });

  describe('faults', () => {
    test('refuse the next requests without running them', async () => {
      upstash.faults({ refuse: '503', next: 1 });
      upstash.faults({ refuse: 'close', next: 2 });
      expect(String(await failureOf(redis.set('a', 1)))).toContain('told to be unavailable');
      expect(String(await failureOf(redis.set('a', 2)))).toContain('fetch failed');
      expect(await redis.get('a')).toBeNull();
    });

    test('strike only what matches, until lifted', async () => {
      const lift = upstash.faults({ matching: /^SET locked/i, refuse: 'close' });
      await failureOf(redis.set('locked', 1));
      await redis.set('open', 1);
      lift();
      expect(await redis.mget('locked', 'open')).toEqual([null, 1]);
    });

    test('can hang and be slow', async () => {
      upstash.faults({ hang: true, next: 1 });
      const impatient = client({ signal: () => AbortSignal.timeout(1000) });
      expect(String(await failureOf(impatient.set('a', 1)))).toContain('Timeout');
      upstash.faults({ latencyMs: 60, next: 1 });
      const started = performance.now();
      expect(await redis.get('a')).toBeNull();
      expect(performance.now() - started).toBeGreaterThanOrEqual(59);
    });

    test('are set and cleared over HTTP as well', async () => {
      const body = JSON.stringify({ matching: '^get', refuse: '503' });
      expect((await raw('/_upstash/faults', { method: 'POST', body })).status).toBe(204);
      await failureOf(redis.get('a'));
      expect((await raw('/_upstash/reset', { method: 'POST' })).status).toBe(204);
      expect(await redis.get('a')).toBeNull();
      expect(upstash.counts()).toEqual({ trips: 1, commands: 1 });
      expect((await raw('/_upstash/faults', { method: 'POST', body: '{"refuse":"maybe"}' })).status).toBe(
        400,
      );
    });
  });

  describe('an instance', () => {
    test('shares nothing with another, and is empty after a flush', async () => {
      const other = await startUpstash({ port: 0, token: 'other', engine });
      await redis.set('mine', 1);
      expect(await new Redis({ url: other.url, token: 'other' }).get('mine')).toBeNull();
      await other.close();
      expect(await redis.get('mine')).toBe(1);
      await upstash.flush();
      expect(await redis.get('mine')).toBeNull();
    });

    test('frees its port at once, with a request hanging, and names a port that is taken', async () => {
      const refused = await failureOf(startUpstash({ port: upstash.port, token: 'x', engine }));
      expect(refused).toBeInstanceOf(PortTakenError);
      expect(String(refused)).toContain(`The Upstash endpoint cannot start: port ${upstash.port} is taken`);
      const other = await startUpstash({ port: 0, token: 'other', engine });
      other.faults({ hang: true });
      const headers = { authorization: 'Bearer other' };
      const hanging = failureOf(fetch(other.url, { method: 'POST', headers, body: '["GET","a"]' }));
      await expect.poll(() => other.counts().trips, patiently).toBe(1);
      await other.close();
      await hanging;
      expect(await isPortTaken(other.port)).toBe(false);
    });
  });
});
