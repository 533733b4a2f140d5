import type { Side, Variant } from '../../core/contracts/layer.ts';
import type { ApplicationPlanReport, CostEstimate, RunEstimate } from '../../core/contracts/plan.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { detectabilityOf } from '../../core/plan/detectability.ts';
import { estimateDuration } from '../../core/plan/duration.ts';
import { estimateCost } from '../../core/plan/estimate.ts';
import { errorRateOf } from '../../core/policy/error-rate.ts';
import { assumedReliability } from '../../core/policy/reliability.ts';
import { expectedShare } from '../../core/policy/sequential/expected-share.ts';
import type { CountedTokens } from './count-tokens.ts';
import type { KeptShare } from './kept-share.ts';
import type { Subject } from './measure.ts';
import { pricesOf } from './open-models.ts';

/** Milliseconds of one call, for a duration beforehand: a short reply of a hosted model. */
const ASSUMED_CALL_MS = 2_000;

/** What providers and earlier runs tell of a run beforehand; nothing is told by whoever was not asked. */
export interface Beforehand {
  readonly tokens: CountedTokens;
  readonly kept: KeptShare;
}

/** When nobody was asked. */
export const NOTHING_KNOWN: Beforehand = { tokens: () => undefined, kept: { of: () => 0 } };

/** What of an application's plan is reckoned before its first call. */
export type MeasuredPlan = Pick<
  ApplicationPlanReport,
  'application' | 'cases' | 'trials' | 'sides' | 'expectedCalls' | 'detectability' | 'reliability'
>;

/** What an application's evaluation takes and can tell. */
export function planApplication(
  { application, source, target }: Subject,
  yardstick: Yardstick,
  { tokens }: Pick<Beforehand, 'tokens'>,
): MeasuredPlan {
  const { name, suite } = application;
  const alpha = errorRateOf(yardstick.policy);
  const variants = source === undefined ? [target] : [source, target];
  const sides = variants.map((variant) => estimateSide(variant, application, yardstick, tokens(name, variant.side)));
  const reliability = assumedReliability({ alpha, seed: yardstick.seed, application });
  const share = expectedShare(application, { alpha, hasSource: source !== undefined });
  return {
    application: name,
    cases: suite.cases.length,
    trials: suite.trials,
    sides,
    ...(share < 1 ? { expectedCalls: Math.round(share * callsOf(sides)) } : {}),
    detectability: detectabilityOf(application, { alpha, hasSource: source !== undefined }),
    ...(reliability === undefined || source === undefined ? {} : { reliability }),
  };
}

function estimateSide(
  variant: Variant & { readonly side: Side },
  { suite }: Subject['application'],
  yardstick: Yardstick,
  countedTokens: number | undefined,
): CostEstimate {
  const price = pricesOf(yardstick)(variant.provider, variant.model);
  const recorded = yardstick.providers.some(({ name, type }) => name === variant.provider && type === 'recorded');
  return estimateCost(variant, suite, {
    recorded,
    ...(price === undefined ? {} : { price }),
    ...(countedTokens === undefined ? {} : { countedTokens }),
  });
}

/** What all applications together take: of calls, money and time only what is left when kept replies are reused. */
export function estimateRun(
  plans: readonly Pick<MeasuredPlan, 'application' | 'sides' | 'expectedCalls'>[],
  yardstick: Pick<Yardstick, 'providers'>,
  { kept }: Pick<Beforehand, 'kept'>,
): RunEstimate {
  const callMs = kept.callMs ?? ASSUMED_CALL_MS;
  const left = plans.flatMap(({ application, sides }) =>
    sides.map((side) => ({ ...side, calls: side.calls * (1 - kept.of(application)) })),
  );
  const costs = plans.flatMap(({ application, sides }) =>
    sides.flatMap(({ costUsd }) => (costUsd === undefined ? [] : costUsd * (1 - kept.of(application)))),
  );
  const loads = left
    .filter(({ recorded }) => !recorded)
    .map((side) => ({ ...side, tokens: side.inputTokens + side.outputTokens, callMs }));
  return {
    calls: sum(plans.map(({ sides }) => callsOf(sides))),
    ...(plans.some(({ expectedCalls }) => expectedCalls !== undefined)
      ? { expectedCalls: sum(plans.map(({ sides, expectedCalls }) => expectedCalls ?? callsOf(sides))) }
      : {}),
    paidCalls: Math.round(sum(plans.map(({ application, sides }) => callsOf(sides) * kept.of(application)))),
    ...(costs.length === left.length ? { costUsd: sum(costs) } : {}),
    durationMs: estimateDuration(loads, yardstick.providers),
    callMs,
    callBasis: kept.callMs === undefined ? 'assumed' : 'kept',
  };
}

function callsOf(sides: readonly CostEstimate[]): number {
  return sum(sides.map(({ calls }) => calls));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
