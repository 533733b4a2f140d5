import type { StatusDecision, Verdict, VerdictName } from '../contracts/verdict.ts';

const STATES: Readonly<Record<VerdictName, StatusDecision['state']>> = {
  pass: 'success',
  waived: 'success',
  'not-applicable': 'success',
  fail: 'failure',
  inconclusive: 'failure',
  invalid: 'error',
};

const EXIT_CODES: Readonly<Record<VerdictName, 0 | 1 | 2 | 3>> = {
  pass: 0,
  waived: 0,
  'not-applicable': 0,
  fail: 1,
  inconclusive: 2,
  invalid: 3,
};

/**
 * The state of the commit status: what branch protection sees. In `observe` mode it never blocks. `on-inconclusive: warn` is
 * about comparisons that were made and left undecided: a draft's sample is none, and what waits for an
 * owner is none either.
 */
export function stateOf(
  verdict: Pick<Verdict, 'verdict' | 'reason' | 'mode' | 'onInconclusive' | 'scope'>,
): StatusDecision['state'] {
  if (verdict.mode === 'observe') return 'success';
  const isWarning = verdict.verdict === 'inconclusive' && verdict.onInconclusive === 'warn';
  if (isWarning && verdict.scope !== 'draft' && verdict.reason.kind !== 'held') return 'success';
  return STATES[verdict.verdict];
}

/** The exit code of the command line: it says what was found, whatever the policy makes of it. */
export function exitCodeOf(verdict: Pick<Verdict, 'verdict'>): 0 | 1 | 2 | 3 {
  return EXIT_CODES[verdict.verdict];
}
