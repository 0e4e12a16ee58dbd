import { newClient } from '../booking/booking.ts';
import type { Stack } from './stack.ts';

/**
 * Clients whose connections are open already, so that what they send together arrives together: a pile-up on cold
 * connections arrives one by one.
 */
export async function warmClients(stack: Stack, count: number): Promise<string[]> {
  const clients = Array.from({ length: count }, newClient);
  // No function takes this method here: it costs nothing, and no budget of the client.
  await Promise.all(clients.map((from) => stack.call('/payment-intents', { from })));
  return clients;
}
