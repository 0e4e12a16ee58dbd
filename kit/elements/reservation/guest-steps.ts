// What comes after the dates: a file of its own, loaded once somebody has begun to fill them in.
export { guestStep } from './guest-step.ts';
export { takenStep } from './taken-step.ts';
