import { type Example, generateExamples } from './generate.ts';

/** Apart by seed, so that nothing the model is judged by was there when it was made. */
const seeds = { training: 'fraud training 1', test: 'fraud test 1' } as const;

export function trainingExamples(): Example[] {
  return generateExamples(seeds.training, 60_000);
}

export function testExamples(): Example[] {
  return generateExamples(seeds.test, 40_000);
}
