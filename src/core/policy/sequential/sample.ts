import { cellsWhere } from '../../comparison/cells-of.ts';
import { arrangeTrials } from '../../comparison/trials.ts';
import type { ScoredCells } from '../../contracts/score.ts';
import type { Case } from '../../contracts/suite.ts';
import type { Look } from '../../plan/look-schedule.ts';
import { analysesOf, circumstancesOf, type Measurement } from '../measurement.ts';
import { sidesOf } from '../subject.ts';
import type { Setting } from './setting.ts';
import type { View } from './track.ts';

/** The cases that were run by a look: what failed among them, which critical case was lost, what flipped. */
export function reachedAt(setting: Setting, { run }: Look, cells: ScoredCells): Measurement {
  const { schedule } = setting;
  return measurementOf(setting, schedule.reached(run), cells, (id) => (schedule.runRank(id) ?? 0) < run);
}

/** The sample of a look: what figures rest on. `metrics`: names of those that are asked for; absent: all. */
export function viewAt(setting: Setting, look: Look, cells: ScoredCells, metrics?: ReadonlySet<string>): View {
  const { schedule } = setting;
  const { drawn, isLast } = look;
  const sample = measurementOf(setting, schedule.sample(drawn), cells, (id) => (schedule.drawRank(id) ?? 0) < drawn);
  const analyses = analysesOf(sample, metrics);
  return { analyses, circumstances: circumstancesOf(sample, analyses), isLast };
}

/** Cells of cases that the suite does not have count as belonging, so that they are found to be strays. */
function measurementOf(
  { subject, application, yardstick }: Setting,
  cases: readonly Case[],
  cells: ScoredCells,
  belongs: (caseId: string) => boolean,
): Measurement {
  const part = { ...application.suite, cases };
  const own = cellsWhere(cells, ({ caseId }) => belongs(caseId));
  return { subject, application, yardstick, table: arrangeTrials(part, sidesOf(subject), own) };
}
