import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultFraudThresholds } from '../../src/platform/config/fraud-thresholds.ts';
import { testExamples, trainingExamples } from './data-sets.ts';
import { evaluateModel, evaluateRules } from './evaluate.ts';
import { readExportedExamples } from './exported-examples.ts';
import { report } from './report.ts';
import { trainModel } from './train-model.ts';
import { weightsFile } from './weights-file.ts';

// Trains the model anew, writes its weights and prints what they are worth on attempts they have not seen.
// `--from file.jsonl` adds labelled assessments from production to the training; the test set stays what it is.
const { values } = parseArgs({ options: { from: { type: 'string' } } });
const synthetic = trainingExamples();
const exported = values.from === undefined ? [] : readExportedExamples(values.from);
const trainedAt = new Date().toISOString().slice(0, 10);
const weights = trainModel([...synthetic, ...exported], trainedAt);
const unseen = testExamples();
const evaluation = evaluateModel(weights, unseen, defaultFraudThresholds);
const provenance = { trainedAt, syntheticExamples: synthetic.length, exportedExamples: exported.length };
writeFileSync(
  join(import.meta.dirname, '../../src/payment/risk/weights.json'),
  weightsFile(weights, provenance, evaluation),
);
console.log(
  `Model ${weights.version}, from ${synthetic.length} made-up and ${exported.length} exported attempts\n`,
);
console.log(report(evaluation, evaluateRules(unseen, defaultFraudThresholds)));
