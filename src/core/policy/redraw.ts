import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Redraw, Verdict, VerdictName } from '../contracts/verdict.ts';

/** Verdicts that were a look at replies; after any other there may be no reply to look at again. */
const LOOKED: readonly VerdictName[] = ['pass', 'fail', 'inconclusive'];

type Told = Pick<AssessmentInput, 'earlier' | 'earlierFrom'>;

/**
 * The earlier attempts, by two witnesses of the same runs: the kept replies, which whoever may write to the repository can
 * delete, and the statuses of the commit, which nobody can, but which tell of this commit and of verdicts alone. Whoever
 * tells of more verdicts is believed, so that none is counted twice.
 *
 * @param kept as the kept replies tell; also of runs that decided nothing.
 * @param reported as the commit's own statuses tell.
 */
export function earlierAttempts(kept: readonly VerdictName[], reported: readonly VerdictName[]): Told {
  const decided = kept.filter((verdict) => verdict !== 'invalid' && verdict !== 'not-applicable');
  if (reported.length > decided.length) return { earlier: reported, earlierFrom: 'statuses' };
  return kept.length === 0 ? {} : { earlier: kept };
}

/** What a verdict tells of the attempts before it. It changes nothing of what is decided. */
export function historyOf(input: AssessmentInput): Pick<Verdict, 'attempt' | 'earlier' | 'earlierFrom' | 'redraw'> {
  const { attempt, earlier, earlierFrom } = input;
  const redraw = redrawOf(input);
  return {
    attempt,
    ...(earlier === undefined ? {} : { earlier }),
    ...(earlierFrom === undefined ? {} : { earlierFrom }),
    ...(redraw === undefined ? {} : { redraw }),
  };
}

/**
 * Whether a later attempt is by other replies than the earlier ones were; `undefined` when it is the first, and when it
 * reuses theirs. Replaying a recording draws nothing. It is told, and changes no verdict.
 */
export function redrawOf({ earlier = [], earlierFrom, yardstick, cells }: AssessmentInput): Redraw | undefined {
  if (earlier.length === 0) return undefined;
  const recorded = yardstick?.applications.filter((one) => one.recorded).map(({ name }) => name) ?? [];
  let fresh = 0;
  let kept = 0;
  for (const { application, purpose, outcome, reuse } of cells) {
    // A call for times alone draws no reply that is judged.
    if (purpose === 'timing' || outcome === 'failed' || recorded.includes(application)) continue;
    if (reuse === undefined) fresh += 1;
    else kept += Number(reuse.kind === 'stored');
  }
  const isForgotten = earlierFrom === 'statuses' && fresh + kept > 0;
  const isAnew = kept === 0 && fresh > 0 && earlier.some((verdict) => LOOKED.includes(verdict));
  return isForgotten || isAnew ? { fresh, kept } : undefined;
}
