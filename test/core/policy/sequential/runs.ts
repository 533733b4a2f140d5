import type { AssessmentInput } from '../../../../src/core/contracts/assessment.ts';
import type { Side } from '../../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../../src/core/contracts/score.ts';
import type { Case } from '../../../../src/core/contracts/suite.ts';
import type { Migration, Verdict } from '../../../../src/core/contracts/verdict.ts';
import { caseOrder } from '../../../../src/core/plan/case-order.ts';
import { assess } from '../../../../src/core/policy/assess.ts';
import { watchRun } from '../../../../src/core/policy/sequential/watch.ts';
import { cell, type Scenario, scenario, scorer } from '../scenario.ts';

/** Sequential runs of the application `triage`, in the order in which the engine would make their calls. */

export const SEED = 20240501;

/** What both sides score on a case, by its position in the suite. */
export type Outcome = (index: number) => Readonly<Record<Side, number>>;

/** Equal on every case. */
export const EQUAL: Outcome = () => ({ source: 1, target: 1 });

/** Loses the cases whose number leaves this remainder or less when divided by ten. */
export function losing(tenths: number): Outcome {
  return (index) => ({ source: 1, target: index % 10 < tenths ? 0 : 1 });
}

/** Exactly five points worse: of twenty cases two are lost and one is won. */
export const AT_THE_MARGIN: Outcome = (index) => {
  const rest = index % 20;
  return { source: rest === 5 ? 0 : 1, target: rest < 2 ? 0 : 1 };
};

/** Cells of every case in the order of the run, source and target side by side. */
export function cellsInOrder(
  cases: readonly Case[],
  outcome: Outcome,
  more: (index: number, side: Side) => Partial<ScoredCell> = () => ({}),
  trials = 1,
): ScoredCell[] {
  const positions = new Map(cases.map(({ id }, index) => [id, index]));
  return caseOrder({ name: 'triage', cases }, SEED).flatMap((id) => {
    const index = positions.get(id) ?? 0;
    return Array.from({ length: trials }, (_, trial) =>
      (['source', 'target'] as const).map((side) =>
        cell(side, id, { trial, scores: { accuracy: { value: outcome(index)[side] } }, ...more(index, side) }),
      ),
    ).flat();
  });
}

/** The input of a suite that is evaluated sequentially. */
export function sequential(given: Scenario): AssessmentInput {
  const suite = {
    cases: given.cases,
    trials: given.trials ?? 1,
    scorers: given.scorers ?? [scorer()],
    file: 'evals/triage.jsonl',
    stop: 'sequential',
  } as const;
  return scenario({ ...given, application: { suite, ...given.application }, yardstick: { seed: SEED } });
}

/** Runs the cells one by one until no more are needed, as the engine does with one call at a time. */
export function runUntilSettled(given: Scenario): AssessmentInput {
  const observed: ScoredCell[] = [];
  const input = { ...sequential(given), cells: observed };
  const watch = watchRun(input);
  for (const next of given.cells) {
    if (watch.isSettled(next.application)) break;
    observed.push(next);
    watch.note(next);
  }
  return input;
}

export function migrationOf(input: AssessmentInput): Migration & { readonly verdict: Verdict['verdict'] } {
  const [migration] = assess(input).migrations;
  if (migration === undefined) throw new Error('nothing was assessed');
  return migration;
}
