import { plannedCells, type TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Side } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
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

type Priced = Pick<MigrationSubject, 'application' | Side>;

/**
 * The models that must not be called, because a cap was written down and without a price it cannot be kept. Replies from a
 * recording cost nothing. Known before the first call, so that nothing is spent on a verdict that could only be invalid.
 */
export function uncappedModels(
  subject: Priced,
  application: ApplicationYardstick,
  yardstick: Yardstick,
): readonly Problem[] {
  if (yardstick.policy.capDefaulted) return [];
  return (['source', 'target'] as const).flatMap((side) => {
    const model = subject[side]?.model;
    if (model === undefined || Object.hasOwn(yardstick.prices, model)) return [];
    return isReplayed(subject, application, yardstick, side) ? [] : [uncapped(subject.application, side, model)];
  });
}

/** A cap that someone wrote down must be kept, and without a price it cannot be. */
export function uncapped(application: string, side: Side, model: string): Problem {
  return {
    code: 'price',
    message: `The price of ${model} is not known, so policy.max-cost-usd cannot be kept.`,
    application,
    side,
    hint: `Add its price under \`prices\` on the base branch: ${JSON.stringify(model)}: { input: …, output: … }`,
  };
}

/** Whether a side's replies come from a recording, so that nothing is spent on them. */
export function isReplayed(
  subject: Priced,
  application: ApplicationYardstick,
  yardstick: Yardstick,
  side: Side,
): boolean {
  const provider = yardstick.providers.find(({ name }) => name === subject[side]?.provider);
  return application.recorded || provider?.type === 'recorded';
}
