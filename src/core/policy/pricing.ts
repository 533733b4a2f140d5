import { plannedCells, type TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Side } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
import type { ApplicationYardstick, Criterion, Yardstick } from '../contracts/yardstick.ts';

/** The model of a side whose replies have no cost because its price is not known; `undefined` when there is none. */
export function unpricedModel(
  subject: MigrationSubject,
  yardstick: Yardstick,
  table: TrialTable,
  side: Side,
): string | undefined {
  const model = subject[side]?.model;
  if (model === undefined || Object.hasOwn(yardstick.prices, model)) return undefined;
  for (const cell of plannedCells(table, side)) {
    if (cell?.outcome === 'replied' && cell.costUsd === undefined) return model;
  }
  return undefined;
}

type Priced = Pick<MigrationSubject, 'application' | Side>;

/**
 * The models that must not be called: their price is not known, and a written cap could not be kept without it, or a blocking
 * criterion on cost not judged. Replies from a recording cost nothing. Known before the first call, so that nothing is spent
 * on a verdict that could only be invalid.
 */
export function missingPrices(
  subject: Priced,
  application: ApplicationYardstick,
  yardstick: Yardstick,
): readonly Problem[] {
  const cap = writtenCap(yardstick.policy);
  const isJudged = application.acceptance.all.some((criterion) => decidesOnCost(criterion, subject));
  return (['source', 'target'] as const).flatMap((side) => {
    const model = subject[side]?.model;
    if (model === undefined || Object.hasOwn(yardstick.prices, model)) return [];
    if (isReplayed(subject, application, yardstick, side)) return [];
    if (cap !== undefined) return [uncapped(subject.application, side, model, cap)];
    return isJudged ? [unpriced(subject.application, side, model, 'the criterion on cost cannot be judged')] : [];
  });
}

/** Without a source nothing relative is judged. Of alternatives another one may do. */
function decidesOnCost({ metric, enforce, key }: Criterion, { source }: Priced): boolean {
  return metric === 'cost' && enforce === 'block' && (source !== undefined || key === 'min' || key === 'max');
}

/** The first key of the policy that caps cost because somebody wrote it down; `undefined` when none does. */
export function writtenCap(policy: Yardstick['policy']): string | undefined {
  if (!policy.capDefaulted) return 'policy.max-cost-usd';
  if (policy.maxCostUsdPerPullRequest !== undefined) return 'policy.max-cost-usd-per-pull-request';
  return policy.maxCostUsdPerMonth === undefined ? undefined : 'policy.max-cost-usd-per-month';
}

/** A cap that someone wrote down must be kept, and without a price it cannot be. */
export function uncapped(application: string, side: Side, model: string, cap: string): Problem {
  return unpriced(application, side, model, `${cap} cannot be kept`);
}

function unpriced(application: string, side: Side, model: string, consequence: string): Problem {
  return {
    code: 'price',
    message: `The price of ${model} is not known, so ${consequence}.`,
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
