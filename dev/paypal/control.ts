import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Sandbox } from './sandbox.ts';
import type { Simulation } from './simulate.ts';
import { stateAsJson } from './state.ts';
import { ApiError } from './wire/api-error.ts';
import { moneySchema } from './wire/request-body.ts';

/** The switches that only this sandbox has, beside those of all. */
export const certificateSchema = v.picklist(['good', 'expired', 'foreign', 'redirect']);

const approveForm = v.strictObject({
  outcome: v.optional(v.picklist(['success', 'declined', 'pending', 'cancel']), 'success'),
});
const amountForm = v.strictObject({ amount: v.optional(moneySchema) });
const resolveForm = v.strictObject({ outcome: v.picklist(['won', 'lost']) });
const completeForm = v.strictObject({ outcome: v.picklist(['completed', 'declined']) });
const settleForm = v.strictObject({ outcome: v.picklist(['completed', 'failed']) });
const vaultForm = v.strictObject({
  outcome: v.picklist(['success', 'declined', 'gone']),
  answers: v.optional(v.picklist(['APPROVED', 'CREATED', 'COMPLETED', 'PAYER_ACTION_REQUIRED', 'WANDERING'])),
});
const saleForm = v.strictObject({
  amount: moneySchema,
  code: v.optional(v.picklist(['T0002', 'T0003', 'T0006', 'T0013'])),
});
const withdrawForm = v.strictObject({
  currency: v.string(),
  units: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

type Switches = {
  /** Turns the named switches, the certificate's among them, and answers all as they are then. */
  turn(patch: unknown): object;
  settings(): object;
};

/** The switches and the other side's simulation over HTTP, for people and for tests in another process: `/_sandbox`. */
export function createControl(sandbox: Sandbox, simulation: Simulation, switches: Switches): Hono {
  const control = new Hono().basePath('/_sandbox');
  const idOf = (c: Context) => c.req.param('id') ?? '';

  control.get('/state', (c) =>
    c.json({
      chaos: switches.settings(),
      counts: sandbox.counts,
      attempts: sandbox.delivery.attempts(),
      ...stateAsJson(sandbox.state),
    }),
  );
  control.post('/chaos', async (c) => c.json(switches.turn(await c.req.json())));
  control.post('/reset', (c) => {
    sandbox.reset();
    return c.body(null, 204);
  });
  control.post('/events/:id/redeliver', (c) => {
    const event = sandbox.state.events.get(idOf(c));
    if (!event) return c.json({ message: `There is no event ${idOf(c)}.` }, 404);
    sandbox.delivery.redeliver(event);
    return c.body(null, 202);
  });
  control.post('/expire-tokens', (c) => {
    sandbox.tokens.expireAll();
    return c.body(null, 204);
  });

  control.post('/orders/:id/approve', async (c) =>
    c.json(simulation.approve(idOf(c), (await read(approveForm, c)).outcome)),
  );
  control.post('/captures/:id/complete', async (c) =>
    c.json(simulation.completePending(idOf(c), (await read(completeForm, c)).outcome)),
  );
  control.post('/captures/:id/dispute', async (c) =>
    c.json(simulation.openDispute(idOf(c), (await read(amountForm, c)).amount)),
  );
  control.post('/captures/:id/refund', async (c) =>
    c.json(simulation.refundInDashboard(idOf(c), (await read(amountForm, c)).amount)),
  );
  control.post('/refunds/:id/settle', async (c) =>
    c.json(simulation.settleRefund(idOf(c), (await read(settleForm, c)).outcome)),
  );
  control.post('/disputes/:id/evidence', (c) => c.json(simulation.submitEvidence(idOf(c))));
  control.post('/disputes/:id/resolve', async (c) =>
    c.json(simulation.resolveDispute(idOf(c), (await read(resolveForm, c)).outcome)),
  );
  control.post('/vault/:id', async (c) => {
    const { outcome, answers } = await read(vaultForm, c);
    simulation.setVaulted(idOf(c), outcome, answers);
    return c.body(null, 204);
  });
  control.post('/withdraw', async (c) => {
    const { currency, units } = await read(withdrawForm, c);
    simulation.withdraw(currency, units);
    return c.body(null, 204);
  });

  control.post('/other-business', async (c) => {
    const { amount, code } = await read(saleForm, c);
    return c.json({ transaction: simulation.sellElsewhere(amount, code) });
  });

  /** The body as it is, signed: a thin event, or one of a version to come. */
  control.post('/webhook', async (c) =>
    c.json({ outcome: await sandbox.delivery.sendBody(await c.req.text()) }),
  );

  control.onError((error, c) => {
    if (error instanceof v.ValiError) return c.json(v.flatten(error.issues), 400);
    if (error instanceof SyntaxError) return c.json({ message: 'The body is not JSON.' }, 400);
    if (error instanceof ApiError)
      return c.json({ issue: error.issue, message: error.message }, error.status === 404 ? 404 : 422);
    throw error;
  });
  return control;
}

/** The body of a deed; none is as good as an empty one. */
async function read<S extends v.GenericSchema>(schema: S, c: Context): Promise<v.InferOutput<S>> {
  const text = await c.req.text();
  return v.parse(schema, text === '' ? {} : JSON.parse(text));
}
