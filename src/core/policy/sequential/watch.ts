import { cellsOf } from '../../comparison/cells-of.ts';
import type { AssessmentInput } from '../../contracts/assessment.ts';
import type { ScoredCell, ScoredCells } from '../../contracts/score.ts';
import { yardstickInScope } from '../draft.ts';
import { isSequential, progressOf, type Setting, settingOf } from './setting.ts';
import { courseOf, step } from './step.ts';

/** Follows a run, and knows which applications need no further call. */
export interface RunWatch {
  /** Takes note of a cell that was observed, and is among the cells of the run. Looks when it is the last of a look. */
  note(cell: ScoredCell): void;
  isSettled(application: string): boolean;
}

/**
 * Watches the run of whatever is evaluated sequentially; all other applications need every call. `input.cells` are read when a
 * look is taken: it holds all that was observed by then, and grows.
 */
export function watchRun(input: Pick<AssessmentInput, 'scope' | 'yardstick' | 'subjects' | 'cells'>): RunWatch {
  const yardstick = yardstickInScope(input);
  const watches = new Map<string, Watch>();
  for (const subject of input.subjects) {
    const application = yardstick?.applications.find(({ name }) => name === subject.application);
    if (yardstick === undefined || !isSequential(application)) continue;
    watches.set(application.name, watchApplication(settingOf({ subject, application, yardstick }), input.cells));
  }
  return {
    note: (cell) => watches.get(cell.application)?.note(cell),
    isSettled: (application) => watches.get(application)?.isSettled() ?? false,
  };
}

interface Watch {
  note(cell: ScoredCell): void;
  isSettled(): boolean;
}

function watchApplication(setting: Setting, cells: ScoredCells): Watch {
  const progress = progressOf(setting);
  const toCome = setting.schedule.looks.filter(({ isLast }) => !isLast);
  let course = courseOf(setting);
  let isSettled = false;
  return {
    note(cell) {
      progress.note(cell);
      for (let [look] = toCome; look && !isSettled && progress.complete() >= look.run; [look] = toCome) {
        const next = step(setting, course, look, cellsOf(cells, setting.application.name));
        course = next.course;
        isSettled = next.ends;
        toCome.shift();
      }
    },
    isSettled: () => isSettled,
  };
}
