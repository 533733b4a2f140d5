import { plannedCells, type TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Side, Variant } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
import type { ApplicationYardstick, Criterion, Yardstick } from '../contracts/yardstick.ts';
import { priceAt } from '../plan/rates.ts';
import { termsOfVariant } from '../plan/service-terms.ts';
import { type UnknownPrice, unknownPriceWords } from './unknown-price.ts';

/**
 * The model of a side whose replies have no cost because its price is not known, or not that of the service tier that served
 * them; `undefined` when there is none.
 */
export function unpricedModel(
  subject: MigrationSubject,
  yardstick: Yardstick,
  table: TrialTable,
  side: Side,
): string | undefined {
  const model = subject[side]?.model;
  if (model === undefined) return undefined;
  const hasPrice = Object.hasOwn(yardstick.prices, model);
  for (const cell of plannedCells(table, side)) {
    if (cell?.outcome !== 'replied' || cell.costUsd !== undefined) continue;
    // With a price and the tokens there would be a cost, had it been served as the price says.
    if (!hasPrice || (cell.inputTokens !== undefined && cell.outputTokens !== undefined)) return model;
  }
  return undefined;
}

type Priced = Pick<MigrationSubject, 'application' | Side>;

/** Sides before the first call, when their layers are known. */
type Planned = Pick<MigrationSubject, 'application'> & Readonly<Partial<Record<Side, Variant>>>;

/**
 * The models that must not be called: their price is not known, and a written cap could not be kept without it, or a blocking
 * criterion on cost not judged. Replies from a recording cost nothing. Known before the first call, so that nothing is spent
 * on a verdict that could only be invalid.
 */
export function missingPrices(
  subject: Planned,
  application: ApplicationYardstick,
  yardstick: Yardstick,
): readonly Problem[] {
  const cap = writtenCap(yardstick.policy);
  const isJudged = application.acceptance.all.some((criterion) => decidesOnCost(criterion, subject));
  return (['source', 'target'] as const).flatMap((side) => {
    const variant = subject[side];
    const unknown = variant && unknownPrice(variant, yardstick);
    if (unknown === undefined || isReplayed(subject, application, yardstick, side)) return [];
    if (cap !== undefined) return [unpriced(subject.application, side, unknown, `${cap} cannot be kept`)];
    return isJudged ? [unpriced(subject.application, side, unknown, 'the criterion on cost cannot be judged')] : [];
  });
}

function unknownPrice(variant: Variant, { prices }: Pick<Yardstick, 'prices'>): UnknownPrice | undefined {
  const { model } = variant;
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price === undefined) return { of: 'model', model };
  const { serviceTier: tier, serviceTool: tool } = termsOfVariant(variant);
  if (tool !== undefined) return { of: 'tool', model, tool };
  return priceAt(price, tier) === undefined && tier !== undefined ? { of: 'tier', model, tier } : undefined;
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

/** A cap that someone wrote down must be kept, and without a price it cannot be. Read from what was observed. */
export function uncapped(
  application: string,
  side: Side,
  model: string,
  { prices, cap }: Pick<Yardstick, 'prices'> & { readonly cap: string },
): Problem {
  const of = Object.hasOwn(prices, model) ? 'served' : 'model';
  return unpriced(application, side, { of, model }, `${cap} cannot be kept`);
}

function unpriced(application: string, side: Side, unknown: UnknownPrice, consequence: string): Problem {
  const { what, hint } = unknownPriceWords(unknown);
  return { code: 'price', message: `${what} is not known, so ${consequence}.`, application, side, hint };
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
