/** The figures of every case's trials, those of a case side by side. */
export interface TrialFigures {
  readonly values: Float64Array;
  /** Trials of each case. */
  readonly sizes: Uint32Array;
}

/** As many ones as were needed yet: every sample of single trials looks at the same ones. */
let ones = new Uint32Array();

/** The figures of cases that have one trial each. */
export function singleTrials(values: Float64Array): TrialFigures {
  if (ones.length < values.length) ones = new Uint32Array(values.length).fill(1);
  return { values, sizes: ones.subarray(0, values.length) };
}

/** @param trialsOf the figures of a case's trials, by its number from 0 to `cases` − 1 */
export function trialFigures(cases: number, trialsOf: (index: number) => readonly number[]): TrialFigures {
  const sizes = new Uint32Array(cases);
  let values = new Float64Array(cases);
  let filled = 0;
  for (let index = 0; index < cases; index += 1) {
    const own = trialsOf(index);
    sizes[index] = own.length;
    if (filled + own.length > values.length) {
      const larger = new Float64Array(2 * (filled + own.length));
      larger.set(values);
      values = larger;
    }
    for (const value of own) values[filled++] = value;
  }
  return { values: values.subarray(0, filled), sizes };
}
