import { Hono } from 'hono';
import * as v from 'valibot';
import { sellElsewhere } from './other-business.ts';
import type { Sandbox } from './sandbox.ts';
import { stateAsJson } from './state.ts';

const saleForm = v.strictObject({
  amount: v.pipe(v.number(), v.integer(), v.minValue(1)),
  currency: v.string(),
});

/** The switches over HTTP, for people and for tests in another process: `/_sandbox`. */
export function createControl(sandbox: Sandbox): Hono {
  const control = new Hono();

  control.get('/_sandbox/state', (c) =>
    c.json({
      chaos: sandbox.chaos.settings(),
      counts: sandbox.counts,
      attempts: sandbox.delivery.attempts(),
      ...stateAsJson(sandbox.state),
    }),
  );

  control.post('/_sandbox/chaos', async (c) => {
    sandbox.chaos.turn(await c.req.json());
    return c.json(sandbox.chaos.settings());
  });

  control.post('/_sandbox/reset', (c) => {
    sandbox.reset();
    return c.body(null, 204);
  });

  control.post('/_sandbox/events/:id/redeliver', (c) => {
    const event = sandbox.state.events.get(c.req.param('id'));
    if (!event) return c.json({ message: `There is no event ${c.req.param('id')}.` }, 404);
    sandbox.delivery.redeliver(event);
    return c.body(null, 202);
  });

  /** A payment of another shop on the same account. */
  control.post('/_sandbox/other-business', async (c) => {
    const { amount, currency } = v.parse(saleForm, await c.req.json());
    const request = { id: sandbox.newId('req'), idempotency_key: null };
    return c.json(sandbox.perform(request, (call) => sellElsewhere(call, amount, currency)));
  });

  /** The body as it is, signed: a thin event, or one of a version to come. */
  control.post('/_sandbox/webhook', async (c) =>
    c.json({ outcome: await sandbox.delivery.sendBody(await c.req.text()) }),
  );

  control.onError((error, c) => {
    if (error instanceof v.ValiError) return c.json(v.flatten(error.issues), 400);
    if (error instanceof SyntaxError) return c.json({ message: 'The body is not JSON.' }, 400);
    throw error;
  });

  return control;
}
