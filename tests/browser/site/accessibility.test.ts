import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { expectAccessible } from '../support/axe.ts';
import { type Made, makeReservations } from '../support/made.ts';
import { openState } from '../support/open-state.ts';
import { misfits, phone } from '../support/phone.ts';
import { screenshot } from '../support/screenshot.ts';
import { states } from '../support/states.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
let made: Made;
beforeAll(async () => {
  walk = await startWalk();
  made = await makeReservations(walk.stack);
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test.each(states)('$name: axe finds nothing, and nothing sticks out of a phone', async (state) => {
  const { page } = await walk.visit({ expected: state.expected ?? [] });
  await openState(page, state, made);
  await screenshot(page, state.name);
  await expectAccessible(page);
  await page.setViewportSize(phone.viewport);
  await screenshot(page, state.name);
  expect(await misfits(page)).toEqual([]);
});

test('the documents of the API: axe finds nothing', async () => {
  const { page } = await walk.visit();
  await page.goto('/api/docs');
  await expectAccessible(page);
});
