import type { Analysis, AnalysisTable } from '../comparison/analysis.ts';
import type { CaseGroup } from '../comparison/slices.ts';
import type { Finding } from '../contracts/finding.ts';
import { impliedVariance } from '../plan/power.ts';
import { criticalZ } from '../stats/normal.ts';
import { type Bound, boundOf } from './bound.ts';
import { errorRateOf } from './error-rate.ts';
import type { GateCriterion } from './gate-criterion.ts';
import { casesToBeDecided } from './slice-size.ts';

/**
 * The blocking findings as criteria on an unchanged model, with the discordance and spread that were observed. `groups`: those of
 * the whole suite, of which a run that ended early measured a part.
 */
export function observedGate(
  findings: readonly Finding[],
  table: AnalysisTable,
  groups: readonly CaseGroup[],
): readonly GateCriterion[] {
  return findings
    .filter(({ enforce }) => enforce === 'block')
    .flatMap((finding) => {
      const alpha = errorRateOf(finding);
      const analysis = table.of(finding.metric, finding.slice);
      const members = groups.find(({ slice }) => slice === finding.slice)?.members;
      if (analysis === undefined || members === undefined || analysis.n === 0) return [];
      const shape = shapeOf(finding, analysis, alpha);
      if (shape === undefined) return [];
      const cases = Math.round((analysis.n / analysis.cases) * members.length);
      return [{ ...identityOf(finding), ...shape, members, cases, alpha }];
    });
}

type Identity = Pick<GateCriterion, 'metric' | 'slice' | 'threshold' | 'alternative'>;
type Shape = Pick<GateCriterion, 'kind' | 'room' | 'spread' | 'reach' | 'fewest' | 'needed'>;

function identityOf({ metric, slice, threshold, alternative }: Finding): Identity {
  return {
    metric,
    threshold,
    ...(slice === undefined ? {} : { slice }),
    ...(alternative === undefined ? {} : { alternative }),
  };
}

function shapeOf(finding: Finding, analysis: Analysis, alpha: number): Shape | undefined {
  const { criterion: key, threshold, evidence } = finding;
  const bound = boundOf({ key, threshold });
  const needed = casesToBeDecided({ key, threshold, evidence }, analysis, alpha);
  const room = roomOf(bound, analysis);
  const spread = spreadOf(bound, analysis, alpha);
  if (room === undefined || spread === undefined) return undefined;
  const kind = kindOf(finding, bound, analysis);
  const fewest = evidence === 'point' ? 1 : analysis.casesNeeded(bound.basis);
  return { kind, room, spread, ...reachOf(kind, bound, analysis, alpha), fewest, needed };
}

/** By the end of the interval that decides: an absolute bound is judged by the interval of the target alone. */
function reachOf(
  kind: GateCriterion['kind'],
  { basis, good }: Bound,
  analysis: Analysis,
  alpha: number,
): Pick<Shape, 'reach'> {
  // The spread of ratios and percentiles comes from that interval in the first place.
  const ownSpread = basis !== 'ratio' && (basis === 'level' || analysis.metric.statistic.kind === 'mean');
  const inference = kind === 'normal' && ownSpread ? analysis.infer(basis) : undefined;
  if (inference === undefined) return {};
  const { estimate, n } = inference;
  const distance = good === 'at-least' ? estimate - inference.lower(alpha) : inference.upper(alpha) - estimate;
  return Number.isFinite(distance) ? { reach: (Math.sqrt(n) * distance) / criticalZ(alpha) } : {};
}

/** Distance from what an unchanged model would show to the bound, positive when it would meet it. */
function roomOf(bound: Bound, { source }: Analysis): number | undefined {
  const sign = bound.good === 'at-most' ? 1 : -1;
  switch (bound.basis) {
    case 'difference':
      return sign * bound.value;
    case 'ratio':
      return source === 0 ? undefined : sign * Math.log(bound.value);
    case 'level':
      return source === undefined ? undefined : sign * (bound.value - source);
  }
}

/** Standard deviation of one case's contribution; a figure of the whole run is as far off as a re-run would be. */
function spreadOf(bound: Bound, analysis: Analysis, alpha: number): number | undefined {
  const mean = analysis.metric.statistic.kind === 'mean';
  if (bound.basis === 'difference' && analysis.binary) return Math.sqrt(discordance(analysis));
  if (bound.basis !== 'ratio' && mean) return analysis.deviation;
  const inference = analysis.infer(bound.basis === 'ratio' ? 'ratio' : 'difference');
  if (inference === undefined) return undefined;
  const variance = impliedVariance(inference, alpha, bound.basis === 'ratio' ? 'log' : 'linear');
  return Number.isFinite(variance) ? Math.sqrt(variance) : undefined;
}

/**
 * The discordance ψ − δ̂² around the observed shift, as for graded scores: what the change itself moved is not the noise of
 * a model that did not change.
 */
function discordance({ wins, losses, n, difference = 0 }: Analysis): number {
  return Math.max(0, (wins + losses) / n - difference ** 2);
}

function kindOf({ evidence }: Finding, { basis }: Bound, { metric, binary }: Analysis): GateCriterion['kind'] {
  if (evidence === 'point') return 'observed';
  if (basis !== 'difference' || metric.statistic.kind === 'percentile' || metric.unit === 'amount') return 'normal';
  return binary ? 'binary' : 'graded';
}
