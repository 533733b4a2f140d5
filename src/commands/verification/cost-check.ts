import type { Observation } from '../../core/contracts/cell.ts';
import type { Side } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import type { Price, Yardstick } from '../../core/contracts/yardstick.ts';
import { isReplayed } from '../../core/policy/pricing.ts';
import { costOf } from '../../engine/cost.ts';
import { mismatch } from './disagreement.ts';

/** What is wrong with an observation's cost; `undefined` when it follows from its tokens and the price. */
export type CostCheck = (observation: Observation) => Problem | undefined;

/**
 * Computes what each call cost from the tokens that were counted and the prices of the yardstick. Replies of a recording
 * carry their own cost, and are left alone.
 */
export function costCheck({ migrations }: Pick<Verdict, 'migrations'>, yardstick: Yardstick | undefined): CostCheck {
  if (yardstick === undefined) return () => undefined;
  const prices = new Map(
    migrations.flatMap((migration) =>
      (['source', 'target'] as const).map((side) => [keyOf(migration, side), priceOf(migration, yardstick, side)]),
    ),
  );
  return (observation) => {
    const price = prices.get(keyOf(observation, observation.side));
    if (price === undefined || price === 'recorded') return undefined;
    const { usage, costUsd } = observation;
    const expected = usage === undefined || price === 'unknown' ? undefined : costOf(usage, price);
    return costUsd === expected ? undefined : wrongCost(observation, expected);
  };
}

function keyOf({ application }: { readonly application: string }, side: Side): string {
  return `${side} ${application}`;
}

function priceOf(migration: Migration, yardstick: Yardstick, side: Side): Price | 'unknown' | 'recorded' | undefined {
  const application = yardstick.applications.find(({ name }) => name === migration.application);
  const variant = migration[side];
  if (application === undefined || variant === undefined) return undefined;
  if (isReplayed(migration, application, yardstick, side)) return 'recorded';
  const { prices } = yardstick;
  return (Object.hasOwn(prices, variant.model) ? prices[variant.model] : undefined) ?? 'unknown';
}

function wrongCost(observation: Observation, expected: number | undefined): Problem {
  const { application, side, caseId, trial, costUsd } = observation;
  const words = (usd: number | undefined) => (usd === undefined ? 'absent' : String(usd));
  return mismatch(
    `observations.jsonl: costUsd of trial ${trial} is ${words(costUsd)}, recomputed it is ${words(expected)}`,
    { application, side, caseId },
  );
}
