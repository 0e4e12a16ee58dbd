import * as v from 'valibot';
import type { FunctionModule } from '../../../dev/functions-server.ts';
import { documentOf } from '../../../netlify/functions/api/openapi.ts';
import { documentSchema, type Operation, operationsOf } from './api-document.ts';
import { violations } from './json-schema.ts';

/** The operations of the document, each with what finds it by its address. Made when the first refusal is looked at. */
let operations: { method: string; pattern: URLPattern; operation: Operation }[] | undefined;

function operationAt(method: string, url: string): Operation | undefined {
  operations ??= [...operationsOf(v.parse(documentSchema, documentOf('https://any.example')))].map(
    ([route, operation]) => {
      const [verb = '', path = ''] = route.split(' ');
      return {
        method: verb,
        pattern: new URLPattern({ pathname: path.replace(/\{(\w+)\}/g, ':$1') }),
        operation,
      };
    },
  );
  const asked = method === 'HEAD' ? 'GET' : method;
  return operations.find((one) => one.method === asked && one.pattern.test(url))?.operation;
}

/**
 * A function of which every refusal, in whatever test, is held against the document: one whose status or code its operation
 * does not declare becomes a 500 that says so. What no operation takes is left as it is.
 */
export function onlyDeclaredRefusals(handler: FunctionModule['default']): FunctionModule['default'] {
  return async (request, ...rest) => {
    const answer = await handler(request, ...rest);
    if (answer.headers.get('Content-Type') !== 'application/problem+json') return answer;
    const operation = operationAt(request.method, request.url);
    if (!operation) return answer;
    const documented = operation.responses[answer.status]?.content?.['application/problem+json'];
    const text = await answer.clone().text();
    const wrong = documented ? violations(documented.schema, JSON.parse(text)) : ['is not declared'];
    if (wrong.length === 0) return answer;
    const said = `${request.method} ${request.url} answered ${text}, of which the document says: ${wrong.join('; ')}`;
    return new Response(said, { status: 500 });
  };
}
