/** What the sign of a coefficient is held to; the intercept is free by itself. */
export type Direction = 'raises' | 'lowers';

interface Fit {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

/** Shrinks coefficients as much as a prior of variance 1 would: nothing beside thousands of rows, enough for a rare figure. */
const ridge = 1;

/**
 * Fits P(label) = 1 / (1 + exp(-(intercept + coefficients · row))) by maximum likelihood with a small ridge, each coefficient
 * held to its direction: one that the data would turn the other way becomes 0. Newton's method; the quadratic of each
 * step is minimised by coordinate descent, which keeps the signs. Throws when it does not settle.
 * @param rows standardised figures, one array a row, as long as `directions`.
 */
export function fitLogisticRegression(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  directions: readonly Direction[],
): Fit {
  // Turning the columns that lower makes every coefficient at least 0; the first column stands for the intercept.
  const signs = [1, ...directions.map((direction) => (direction === 'raises' ? 1 : -1))];
  const columns = rows.map((row) =>
    Float64Array.from([1, ...row], (value, index) => value * at(signs, index)),
  );
  const positives = labels.filter(Boolean).length;
  if (positives === 0 || positives === rows.length)
    throw new Error('training needs examples of both outcomes');
  const estimate = new Float64Array(signs.length);
  estimate[0] = Math.log(positives / (rows.length - positives));

  for (let iteration = 0; iteration < 50; iteration += 1) {
    const step = constrainedStep(slopesAt(columns, labels, estimate), estimate);
    step.forEach((change, index) => {
      estimate[index] = at(estimate, index) + change;
    });
    if (step.every((change) => Math.abs(change) < 1e-10)) {
      const [intercept = 0, ...coefficients] = Array.from(
        estimate,
        (value, index) => value * at(signs, index),
      );
      // A coefficient held at 0 in a turned column would be -0.
      return { intercept, coefficients: coefficients.map((value) => value + 0) };
    }
  }
  throw new Error('the regression did not settle within 50 steps');
}

interface Slopes {
  readonly gradient: Float64Array;
  readonly curvature: readonly Float64Array[];
}

/** First and second derivatives of the penalised log-likelihood, the second with its sign turned. */
function slopesAt(rows: readonly Float64Array[], labels: readonly boolean[], estimate: Float64Array): Slopes {
  const size = estimate.length;
  const gradient = estimate.map((value, index) => (index === 0 ? 0 : -ridge * value));
  const curvature = Array.from({ length: size }, (_, index) => {
    const line = new Float64Array(size);
    line[index] = index === 0 ? 0 : ridge;
    return line;
  });
  rows.forEach((row, which) => {
    const probability = 1 / (1 + Math.exp(-dot(row, estimate)));
    const residual = Number(labels[which]) - probability;
    const weight = probability * (1 - probability);
    for (let i = 0; i < size; i += 1) {
      gradient[i] = at(gradient, i) + at(row, i) * residual;
      const line = curvature[i];
      if (line) for (let j = 0; j < size; j += 1) line[j] = at(line, j) + at(row, i) * at(row, j) * weight;
    }
  });
  return { gradient, curvature };
}

/** The step that is best by the quadratic and leaves no coefficient but the intercept below 0. */
function constrainedStep({ gradient, curvature }: Slopes, estimate: Float64Array): Float64Array {
  const step = new Float64Array(estimate.length);
  for (let sweep = 0; sweep < 10_000; sweep += 1) {
    let largest = 0;
    curvature.forEach((line, index) => {
      const before = at(step, index);
      const best = before + (at(gradient, index) - dot(line, step)) / at(line, index);
      const after = index === 0 ? best : Math.max(best, -at(estimate, index));
      step[index] = after;
      largest = Math.max(largest, Math.abs(after - before));
    });
    if (largest < 1e-13) break;
  }
  return step;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += at(one, index) * at(other, index);
  return sum;
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no figure at ${index} of ${values.length}`);
  return value;
}
