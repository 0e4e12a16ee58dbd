import { Hono } from 'hono';
import * as v from 'valibot';
import type { Sandbox } from './sandbox.ts';
import { stateAsJson } from './state.ts';

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

  control.onError((error, c) => {
    if (error instanceof v.ValiError) return c.json(v.flatten(error.issues), 400);
    if (error instanceof SyntaxError) return c.json({ message: 'The body is not JSON.' }, 400);
    throw error;
  });

  return control;
}
