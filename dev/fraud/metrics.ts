/** How well a verdict met the truth. `NaN` where there is nothing to divide by. */
export interface Confusion {
  /** Of what was caught, what is fraud. */
  readonly precision: number;
  /** Of the fraud, what was caught. */
  readonly recall: number;
  /** Of the honest, what was caught. */
  readonly falsePositiveRate: number;
}

interface CalibrationBin {
  readonly count: number;
  readonly meanProbability: number;
  readonly fraudShare: number;
}

export function confusionOf(caught: readonly boolean[], labels: readonly boolean[]): Confusion {
  const count = (isCaught: boolean, isFraud: boolean) =>
    labels.filter((label, index) => label === isFraud && caught[index] === isCaught).length;
  const hits = count(true, true);
  const falseAlarms = count(true, false);
  return {
    precision: hits / (hits + falseAlarms),
    recall: hits / (hits + count(false, true)),
    falsePositiveRate: falseAlarms / (falseAlarms + count(false, false)),
  };
}

/** The area under the ROC curve: how likely a fraud is given more than an honest attempt; ties count half. */
export function areaUnderCurve(probabilities: readonly number[], labels: readonly boolean[]): number {
  let honestBelow = 0;
  let fraudsBelow = 0;
  let ordered = 0;
  let tie = { probability: Number.NaN, honest: 0, frauds: 0 };
  const settle = () => {
    ordered += tie.frauds * (honestBelow + tie.honest / 2);
    honestBelow += tie.honest;
    fraudsBelow += tie.frauds;
  };
  for (const { probability, isFraud } of byProbability(probabilities, labels)) {
    if (probability !== tie.probability) {
      settle();
      tie = { probability, honest: 0, frauds: 0 };
    }
    if (isFraud) tie.frauds += 1;
    else tie.honest += 1;
  }
  settle();
  return ordered / (honestBelow * fraudsBelow);
}

/** The mean square of what the probability was off by. */
export function brierScore(probabilities: readonly number[], labels: readonly boolean[]): number {
  return mean(probabilities.map((probability, index) => (probability - Number(labels[index])) ** 2));
}

/** What was said against what came true, in ten bins of equal size from the least to the most probable. */
export function calibrationByDecile(
  probabilities: readonly number[],
  labels: readonly boolean[],
): CalibrationBin[] {
  const sorted = byProbability(probabilities, labels);
  return Array.from({ length: 10 }, (_, decile) => {
    const bin = sorted.slice(
      Math.floor((decile * sorted.length) / 10),
      Math.floor(((decile + 1) * sorted.length) / 10),
    );
    return {
      count: bin.length,
      meanProbability: mean(bin.map(({ probability }) => probability)),
      fraudShare: mean(bin.map(({ isFraud }) => Number(isFraud))),
    };
  });
}

function byProbability(probabilities: readonly number[], labels: readonly boolean[]) {
  return probabilities
    .map((probability, index) => ({ probability, isFraud: labels[index] === true }))
    .sort((one, other) => one.probability - other.probability);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
