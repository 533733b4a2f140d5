import { pairsApart } from '../../core/plan/timing-cells.ts';
import { lostCriticalCases } from '../../core/policy/assess.ts';
import { watchRun } from '../../core/policy/sequential/watch.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import { type EvaluationState, inputFor } from './evaluation-state.ts';
import type { MeasureRequest } from './measure.ts';

/** What a measurement asks while it goes on, answered from the cells that it has handed over by then. */
export type Following = Pick<MeasureRequest, 'scored' | 'isSettled' | 'lost' | 'untimed'>;

/** Takes the cells of a run into `state`, and says from them what of it needs no call any more and what needs further ones. */
export function followRun(state: EvaluationState, request: EvaluationRequest): Following {
  const watch = watchRun(inputFor(state, request));
  return {
    scored(cell) {
      state.cells.add(cell);
      watch.note(cell);
    },
    isSettled: watch.isSettled,
    lost: () => lostCriticalCases(inputFor(state, request)),
    untimed: (application, order) => pairsApart(application, order, state.cells),
  };
}
