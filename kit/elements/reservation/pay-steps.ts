// Paying, and what has become of a reservation: a file of its own.
export { outcomeStep, waitingStep } from './outcome-step.ts';
export { payStep } from './pay-step.ts';
