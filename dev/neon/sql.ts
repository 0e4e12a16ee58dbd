import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultRules } from '../faults.ts';
import { readBody, sendJson } from '../http.ts';
import type { Counter } from './counts.ts';
import { misbehaviour, type ProxyFault } from './faults.ts';
import type { Pools } from './pools.ts';
import { readSqlRequest, type SqlRequest } from './request.ts';
import { type Answer, answerOf, answerOfError } from './response.ts';
import { run } from './run.ts';

export type SqlContext = {
  pools: Pools;
  counter: Counter;
  faults: FaultRules<ProxyFault>;
  postgresPort?: number | undefined;
};

async function perform({ pools, counter }: SqlContext, request: SqlRequest): Promise<Answer> {
  const { database } = request.target;
  counter.work(database, request);
  try {
    return answerOf(request, await run(pools, request.target, request));
  } catch (error) {
    counter.error(database, error);
    return answerOfError(error);
  }
}

/** Answers `POST /sql`. */
export async function handleSql(context: SqlContext, incoming: IncomingMessage, response: ServerResponse) {
  let request: SqlRequest;
  try {
    request = readSqlRequest(incoming.headers, await readBody(incoming), context.postgresPort);
  } catch (error) {
    const { status, body } = answerOfError(error);
    return sendJson(response, status, body);
  }
  context.counter.request(request.target.database);
  const { latencyMs, kind } = misbehaviour(context.faults, request);
  if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });
  if (kind === 'hang') return;
  if (kind === '503') return sendJson(response, 503, { message: 'told to be unavailable' });
  if (kind === 'close') {
    incoming.socket.destroy();
    return;
  }
  const { status, body } = await perform(context, request);
  if (kind === 'failAfter') {
    incoming.socket.destroy();
    return;
  }
  if (kind?.startsWith('half')) {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    });
    response.write(text.slice(0, Math.ceil(text.length / 2)), () => {
      if (kind === 'half and close') incoming.socket.destroy();
    });
    return;
  }
  sendJson(response, status, body);
}
