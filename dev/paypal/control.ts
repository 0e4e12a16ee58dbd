import { Hono } from 'hono';
import * as v from 'valibot';
import type { Sandbox } from './sandbox.ts';
import type { PaypalSandbox } from './start.ts';
import { stateAsJson } from './state.ts';

const certificateSchema = v.object({ certificate: v.picklist(['good', 'expired', 'foreign', 'redirect']) });
const approveSchema = v.object({ outcome: v.picklist(['success', 'declined', 'pending']) });
const disputeSchema = v.object({ outcome: v.picklist(['won', 'lost']) });
const pendingSchema = v.object({ outcome: v.picklist(['completed', 'declined']) });
const withdrawSchema = v.object({ currency: v.string(), units: v.number() });

/** The switches and the other side's deeds over HTTP, for people and for tests in another process: `/_sandbox`. */
export function createControl(sandbox: Sandbox, deeds: () => PaypalSandbox): Hono {
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
    const body: unknown = await c.req.json();
    if (v.is(certificateSchema, body)) deeds().certificate(body.certificate);
    else sandbox.chaos.turn(body);
    return c.json(sandbox.chaos.settings());
  });
  control.post('/_sandbox/reset', (c) => {
    sandbox.reset();
    return c.body(null, 204);
  });
  control.post('/_sandbox/events/:id/redeliver', (c) => {
    const event = sandbox.state.events.get(c.req.param('id'));
    if (!event) return c.json({ message: 'There is no such event.' }, 404);
    sandbox.delivery.redeliver(event);
    return c.body(null, 202);
  });
  control.post('/_sandbox/expire-tokens', (c) => {
    sandbox.expireTokens();
    return c.body(null, 204);
  });
  control.post('/_sandbox/orders/:id/approve', async (c) => {
    deeds().approve(c.req.param('id'), v.parse(approveSchema, await c.req.json()).outcome);
    return c.body(null, 204);
  });
  control.post('/_sandbox/captures/:id/complete', async (c) => {
    deeds().completePending(c.req.param('id'), v.parse(pendingSchema, await c.req.json()).outcome);
    return c.body(null, 204);
  });
  control.post('/_sandbox/captures/:id/dispute', (c) => c.json(deeds().openDispute(c.req.param('id'))));
  control.post('/_sandbox/captures/:id/refund', (c) => c.json(deeds().refundInDashboard(c.req.param('id'))));
  control.post('/_sandbox/disputes/:id/resolve', async (c) =>
    c.json(deeds().resolveDispute(c.req.param('id'), v.parse(disputeSchema, await c.req.json()).outcome)),
  );
  control.post('/_sandbox/withdraw', async (c) => {
    const { currency, units } = v.parse(withdrawSchema, await c.req.json());
    deeds().withdraw(currency, units);
    return c.body(null, 204);
  });
  control.onError((error, c) => {
    if (error instanceof v.ValiError) return c.json(v.flatten(error.issues), 400);
    return c.json({ message: error.message }, 400);
  });
  return control;
}
