import type { Analysis, AnalysisTable } from '../comparison/analysis.ts';
import { intervalOf, levelOf } from '../comparison/compare.ts';
import type { Finding } from '../contracts/finding.ts';
import type { Acceptance, Criterion } from '../contracts/yardstick.ts';
import { holm } from '../stats/holm.ts';
import { errorRateOfAlternatives } from './error-rate.ts';
import { type Circumstances, type Judgement, judge } from './judgement.ts';

/** One criterion, on the whole suite or a slice, judged. */
interface Judged {
  readonly slice?: string;
  readonly analysis: Analysis | undefined;
  readonly judgement: Judgement;
}

/**
 * The findings of an application's acceptance: for each criterion the whole suite, then its slices; first the plain
 * criteria, then the alternatives of `any-of`, which carry `group.alternative`.
 */
export function findingsOf(
  acceptance: Acceptance,
  table: AnalysisTable,
  circumstances: Circumstances,
): readonly Finding[] {
  const plain = acceptance.all.flatMap((criterion) => findingsOfCriterion(criterion, table, circumstances));
  const alternatives = acceptance.anyOf.flatMap((sets, group) => {
    const shared = { ...circumstances, alpha: errorRateOfAlternatives(sets, circumstances.alpha) };
    return sets.flatMap((set, alternative) =>
      set
        .flatMap((criterion) => findingsOfCriterion(criterion, table, shared))
        .map((finding) => ({ ...finding, alternative: `${group}.${alternative}` })),
    );
  });
  return [...plain, ...alternatives];
}

function findingsOfCriterion(
  criterion: Criterion,
  table: AnalysisTable,
  circumstances: Circumstances,
): readonly Finding[] {
  const judgeOn = (slice: string | undefined, scope: 'whole' | 'every-slice' | 'named-slice'): Judged => {
    const analysis = table.of(criterion.metric, slice);
    const judgement = judge(criterion, scope, analysis, circumstances);
    return { ...(slice === undefined ? {} : { slice }), analysis, judgement };
  };
  const whole = judgeOn(undefined, 'whole');
  const slices =
    criterion.slices === 'all'
      ? table.groups.flatMap(({ slice }) => (slice === undefined ? [] : judgeOn(slice, 'every-slice')))
      : [...new Set(criterion.slices)].map((slice) => judgeOn(slice, 'named-slice'));
  return [whole, ...correctForMany(slices, circumstances.alpha)].map((judged) =>
    findingOf(criterion, judged, circumstances.alpha),
  );
}

/**
 * Holm's correction of the slices that an interval decided: among many slices one fails by chance alone, so a failure must
 * survive the correction; passing needs none, because every slice must pass.
 */
function correctForMany(slices: readonly Judged[], alpha: number): readonly Judged[] {
  const family = slices.flatMap(({ judgement }) => judgement.failureP ?? []);
  if (family.length < 2) return slices;
  const adjusted = holm(family);
  let position = 0;
  return slices.map((judged) => {
    if (judged.judgement.failureP === undefined) return judged;
    const p = adjusted[position] ?? 1;
    position += 1;
    if (judged.judgement.status !== 'fail' || p <= alpha) return judged;
    const cause = { kind: 'holm', slices: family.length } as const;
    return { ...judged, judgement: { ...judged.judgement, status: 'inconclusive', cause } };
  });
}

function findingOf(criterion: Criterion, { slice, analysis, judgement }: Judged, alpha: number): Finding {
  const { status, enforce, cause, difference, inference } = judgement;
  const interval = inference && intervalOf(inference, alpha);
  const { n = 0, wins = 0, losses = 0, ties = 0, source, target } = analysis ?? {};
  return {
    metric: criterion.metric,
    criterion: criterion.key,
    threshold: criterion.threshold,
    ...(slice === undefined ? {} : { slice }),
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(difference === undefined ? {} : { difference }),
    ...(interval === undefined ? {} : { interval }),
    confidence: Number((1 - alpha).toFixed(12)),
    intervalLevel: levelOf(alpha),
    method: inference?.method ?? 'observed',
    n,
    wins,
    losses,
    ties,
    enforce,
    evidence: criterion.evidence,
    status,
    ...(cause === undefined ? {} : { cause }),
    ...(criterion.because === undefined ? {} : { because: criterion.because }),
  };
}
