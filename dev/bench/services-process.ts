import { startNeonProxy } from '../neon-proxy.ts';
import { startUpstash } from '../upstash.ts';

// The Neon-compatible proxy and the Upstash endpoint in a process of their own, so that they do not share a core with the
// load. Told by arguments: the connection string to warm, and the token.
const [connectionString = '', token = ''] = process.argv.slice(2);
const proxy = await startNeonProxy({ port: 0, maxConnections: 40 });
await proxy.warm(connectionString, 40);
const redis = await startUpstash({ port: 0, token });
process.send?.({ proxyUrl: proxy.url, redisUrl: redis.url, engine: redis.engine });
process.on('disconnect', async () => {
  await Promise.all([proxy.close(), redis.close()]);
  process.exit(0);
});
