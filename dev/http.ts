import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { FaultRule, FaultRules } from './faults.ts';

/** The whole body as text, decoded once so that no character is torn between two chunks. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers with JSON and ends the response. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Puts the fault in force that the body describes: 204, or 400 saying what is wrong with it. */
export async function acceptFault<Rule extends FaultRule>(
  request: IncomingMessage,
  response: ServerResponse,
  schema: v.GenericSchema<unknown, Rule>,
  rules: FaultRules<Rule>,
): Promise<void> {
  const fault = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readBody(request));
  if (!fault.success) return sendJson(response, 400, { message: v.summarize(fault.issues) });
  rules.add(fault.output);
  response.writeHead(204).end();
}
