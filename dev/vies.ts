import { Hono } from 'hono';
import * as v from 'valibot';
import { serve } from './stripe/wire/http-server.ts';

export type ViesAnswer =
  | 'valid'
  | 'invalid'
  | 'INVALID_INPUT'
  | 'MS_UNAVAILABLE'
  | 'MS_MAX_CONCURRENT_REQ'
  | 'slow';

export interface ViesSandbox {
  /** What `VIES_API_URL` is set to. */
  readonly url: string;
  /** The numbers that were asked for, the oldest first. */
  asked(): readonly string[];
  answerWith(answer: ViesAnswer): void;
  close(): Promise<void>;
}

const requestSchema = v.object({ countryCode: v.string(), vatNumber: v.string() });

/**
 * The European Commission's VIES by its REST API, as far as `check-vat-number` goes: a failure of a member state's register comes
 * with status 200, and `slow` never answers. Throws PortTakenError.
 */
export async function startViesSandbox({
  port,
  host = '127.0.0.1',
}: {
  port: number;
  host?: string;
}): Promise<ViesSandbox> {
  const asked: string[] = [];
  let answer: ViesAnswer = 'valid';
  const app = new Hono();
  app.post('/rest-api/check-vat-number', async (c) => {
    const { countryCode, vatNumber } = v.parse(requestSchema, await c.req.json());
    asked.push(`${countryCode}${vatNumber}`);
    if (answer === 'slow') return new Promise<Response>(() => {});
    if (answer === 'valid' || answer === 'invalid')
      return c.json({
        countryCode,
        vatNumber,
        requestDate: new Date().toISOString(),
        valid: answer === 'valid',
        requestIdentifier: '',
        name: '---',
        address: '---',
        traderName: '---',
        traderStreet: '---',
        traderPostalCode: '---',
        traderCity: '---',
        traderCompanyType: '---',
        traderNameMatch: 'NOT_PROCESSED',
        traderStreetMatch: 'NOT_PROCESSED',
        traderPostalCodeMatch: 'NOT_PROCESSED',
        traderCityMatch: 'NOT_PROCESSED',
        traderCompanyTypeMatch: 'NOT_PROCESSED',
      });
    const status = answer === 'INVALID_INPUT' ? 400 : 200;
    return c.json({ actionSucceed: false, errorWrappers: [{ error: answer }] }, status);
  });
  const server = await serve((request) => app.fetch(request), { part: 'The sandbox VIES', host, port });
  return {
    url: `http://${host}:${server.port}/rest-api`,
    asked: () => [...asked],
    answerWith(next) {
      answer = next;
    },
    close: server.close,
  };
}
