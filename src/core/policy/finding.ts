import type { Analysis } from '../comparison/analysis.ts';
import { intervalOf, levelOf } from '../comparison/compare.ts';
import type { Finding } from '../contracts/finding.ts';
import type { Judgement } from './judgement.ts';
import type { Question } from './questions.ts';

/** What a finding says beside the judgement when looks were taken before the end. */
export type AtLook = Pick<Finding, 'interval' | 'look'>;

/**
 * The finding that answers a question. Without `atLook` its interval is that of a single test at the question's error rate.
 * `analysis` is absent when the suite has no such metric or slice.
 */
export function findingOf(
  { criterion, slice, alternative, alpha }: Question,
  analysis: Analysis | undefined,
  judgement: Judgement,
  atLook?: AtLook,
): Finding {
  const { status, enforce, cause, difference, inference } = judgement;
  const { interval, look } = atLook ?? { interval: inference && intervalOf(inference, alpha) };
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
    ...(look === undefined ? {} : { look }),
    ...(alternative === undefined ? {} : { alternative }),
  };
}
