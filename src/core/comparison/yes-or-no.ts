import type { Inference } from '../contracts/inference.ts';
import { proportionInference } from '../stats/proportion.ts';
import { tangoInference } from '../stats/tango.ts';
import type { Measured } from './measure.ts';
import type { CaseGroup } from './slices.ts';
import { eachFigure } from './summary.ts';

/**
 * Inference on outcomes that are plain yes or no, from their counts: Tango's score interval for the difference of the sides,
 * the interval of a rate for the target alone. `undefined` without a case, or without a source to compare with.
 */
export function inferYesOrNo(
  measured: Measured,
  group: CaseGroup,
  basis: 'difference' | 'level',
): Inference | undefined {
  const counts = { n: 0, gains: 0, losses: 0, hits: 0 };
  eachFigure(measured, group, (target, source) => {
    counts.n += 1;
    counts.gains += Number(target > source);
    counts.losses += Number(target < source);
    counts.hits += target;
  });
  if (counts.n === 0) return undefined;
  if (basis === 'level') return proportionInference(counts.hits, counts.n);
  return measured.figures.source === undefined ? undefined : tangoInference(counts);
}
