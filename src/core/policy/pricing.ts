import { plannedCells, type TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Side } from '../contracts/layer.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';

/** The model of a side whose replies have no cost because its price is not known; `undefined` when there is none. */
export function unpricedModel(
  subject: MigrationSubject,
  yardstick: Yardstick,
  table: TrialTable,
  side: Side,
): string | undefined {
  const model = subject[side]?.model;
  if (model === undefined || Object.hasOwn(yardstick.prices, model)) return undefined;
  const costless = plannedCells(table, side).some((cell) => cell?.outcome === 'replied' && cell.costUsd === undefined);
  return costless ? model : undefined;
}

/** Whether a side's replies come from a recording, so that nothing is spent on them. */
export function isReplayed(
  subject: MigrationSubject,
  application: ApplicationYardstick,
  yardstick: Yardstick,
  side: Side,
): boolean {
  const provider = yardstick.providers.find(({ name }) => name === subject[side]?.provider);
  return application.recorded || provider?.type === 'recorded';
}
