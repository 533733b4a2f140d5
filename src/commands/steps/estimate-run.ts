import type { Side, Variant } from '../../core/contracts/layer.ts';
import type {
  ApplicationPlanReport,
  CapSqueeze,
  CostEstimate,
  ExtraCalls,
  RunEstimate,
} from '../../core/contracts/plan.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { capSqueeze } from '../../core/plan/cap-squeeze.ts';
import { detectabilityOf } from '../../core/plan/detectability.ts';
import { estimateDuration } from '../../core/plan/duration.ts';
import { estimateCost } from '../../core/plan/estimate.ts';
import { extraCalls } from '../../core/plan/extra-calls.ts';
import { unaskedMaxTokens } from '../../core/plan/output-limit.ts';
import { errorRateOf } from '../../core/policy/error-rate.ts';
import { assumedReliability } from '../../core/policy/reliability.ts';
import { expectedShare } from '../../core/policy/sequential/expected-share.ts';
import { isSequential } from '../../core/policy/sequential/setting.ts';
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
  | 'application'
  | 'cases'
  | 'trials'
  | 'sides'
  | 'atMost'
  | 'expectedCalls'
  | 'extraCalls'
  | 'detectability'
  | 'reliability'
>;

/** What an application's evaluation takes and can tell. */
export function planApplication(
  { application, source, target }: Subject,
  yardstick: Yardstick,
  { tokens, kept }: Beforehand,
): MeasuredPlan {
  const { name, suite } = application;
  const alpha = errorRateOf(yardstick.policy);
  const variants = source === undefined ? [target] : [source, target];
  const sides = variants.map((variant) => estimateSide(variant, application, yardstick, tokens(name, variant.side)));
  const reliability = assumedReliability({ alpha, seed: yardstick.seed, application });
  const hasSource = source !== undefined;
  const share = expectedShare(application, { alpha, hasSource });
  const timings = kept.timings?.(name);
  const extra = extraCalls(application, { hasSource, timings: (timings?.source ?? 0) + (timings?.target ?? 0) });
  return {
    application: name,
    cases: suite.cases.length,
    trials: suite.trials,
    sides,
    ...(isSequential(application) ? { atMost: true } : {}),
    ...(share < 1 ? { expectedCalls: Math.round(share * callsOf(sides)) } : {}),
    ...(extra === undefined ? {} : { extraCalls: extra }),
    detectability: detectabilityOf(application, { alpha, hasSource }),
    ...(reliability === undefined || !hasSource ? {} : { reliability }),
  };
}

function estimateSide(
  variant: Variant & { readonly side: Side },
  { suite }: Subject['application'],
  yardstick: Yardstick,
  countedTokens: number | undefined,
): CostEstimate {
  const price = pricesOf(yardstick)(variant.provider, variant.model);
  const type = yardstick.providers.find(({ name }) => name === variant.provider)?.type;
  const unasked = type === undefined ? undefined : unaskedMaxTokens(type);
  return estimateCost(variant, suite, {
    recorded: type === 'recorded',
    ...(unasked === undefined ? {} : { unaskedMaxTokens: unasked }),
    ...(price === undefined ? {} : { price }),
    ...(countedTokens === undefined ? {} : { countedTokens }),
  });
}

type PlannedWork = Pick<MeasuredPlan, 'application' | 'sides' | 'atMost' | 'expectedCalls' | 'extraCalls'>;

/** What all applications together take: of calls, money and time only what is left when kept replies are reused. */
export function estimateRun(
  plans: readonly PlannedWork[],
  { providers }: Pick<Yardstick, 'providers'>,
  { kept }: Pick<Beforehand, 'kept'>,
): RunEstimate {
  const callMs = kept.callMs ?? ASSUMED_CALL_MS;
  const known = { providers, kept, callMs };
  const extra = extraOf(plans);
  return {
    calls: sum(plans.map(({ sides }) => callsOf(sides))),
    ...(plans.some(({ atMost }) => atMost) ? { atMost: true } : {}),
    paidCalls: Math.round(sum(plans.map((plan) => paidOf(plan, kept)))),
    ...workOf(plans, known),
    ...(plans.some(({ expectedCalls }) => expectedCalls !== undefined) ? expectedWork(plans, known) : {}),
    ...(extra === undefined ? {} : { extraCalls: extra }),
    callMs,
    callBasis: kept.callMs === undefined ? 'assumed' : 'kept',
  };
}

/** Calls of an application that earlier runs paid for. */
function paidOf({ application, sides }: PlannedWork, kept: KeptShare): number {
  return sum(sides.map(({ calls }, index) => calls * kept.of(application, sideAt(sides, index))));
}

/** How the cap holds the calls back that are left. */
export function squeezeOf(
  plans: readonly PlannedWork[],
  { providers }: Pick<Yardstick, 'providers'>,
  { kept, capUsd }: Pick<Beforehand, 'kept'> & { readonly capUsd: number },
): { readonly squeeze?: CapSqueeze } {
  const sides = plans.flatMap(({ application, sides: own }) =>
    own.map((side, index) => ({
      ...side,
      application,
      callsLeft:
        side.calls * (1 - kept.of(application, sideAt(own, index))) +
        timingsOf({ application, sides: own }, index, kept),
    })),
  );
  const { costUsd } = workOf(plans, { providers, kept, callMs: 0 });
  const squeeze = capSqueeze(sides, { capUsd, costUsd, providers });
  return squeeze === undefined ? {} : { squeeze };
}

interface KnownOfCalls extends Pick<Yardstick, 'providers'>, Pick<Beforehand, 'kept'> {
  readonly callMs: number;
}

/** Money and time of the calls that are left. `shareOf`: the part of an application's calls that is made, 0 to 1. */
function workOf(
  plans: readonly PlannedWork[],
  { providers, kept, callMs }: KnownOfCalls,
  shareOf: (plan: PlannedWork) => number = () => 1,
): Pick<RunEstimate, 'costUsd' | 'durationMs'> {
  const left = plans.flatMap((plan) => {
    const share = shareOf(plan);
    return plan.sides.map((side, index) => {
      // What is kept are the first calls of the order, because every run makes those first.
      const unpaid = Math.max(0, share - kept.of(plan.application, sideAt(plan.sides, index)));
      const calls = side.calls * unpaid + timingsOf(plan, index, kept);
      return { side, calls, share: side.calls === 0 ? 0 : calls / side.calls };
    });
  });
  const costs = left.flatMap(({ side: { costUsd }, share }) => (costUsd === undefined ? [] : costUsd * share));
  const loads = left
    .filter(({ side }) => !side.recorded)
    .map(({ side, calls }) => ({ ...side, calls, tokens: side.inputTokens + side.outputTokens, callMs }));
  return {
    ...(costs.length === left.length ? { costUsd: sum(costs) } : {}),
    durationMs: estimateDuration(loads, providers),
  };
}

/** Which side stands at a place of a plan. An added application has a target alone. */
function sideAt(sides: readonly CostEstimate[], index: number): Side {
  return index === 0 && sides.length > 1 ? 'source' : 'target';
}

/** Calls of a plan's side that measure times again. */
function timingsOf(
  { application, sides }: Pick<PlannedWork, 'application' | 'sides'>,
  index: number,
  kept: KeptShare,
): number {
  return kept.timings?.(application)?.[sideAt(sides, index)] ?? 0;
}

/** The same where unchanged models end suites early. */
function expectedWork(
  plans: readonly PlannedWork[],
  known: KnownOfCalls,
): Pick<RunEstimate, 'expectedCalls' | 'expectedCostUsd' | 'expectedDurationMs'> {
  const callsFor = ({ sides, expectedCalls }: PlannedWork) => expectedCalls ?? callsOf(sides);
  const { costUsd, durationMs } = workOf(plans, known, (plan) => callsFor(plan) / callsOf(plan.sides));
  return {
    expectedCalls: sum(plans.map(callsFor)),
    ...(costUsd === undefined ? {} : { expectedCostUsd: costUsd }),
    expectedDurationMs: durationMs,
  };
}

function extraOf(plans: readonly PlannedWork[]): ExtraCalls | undefined {
  const extras = plans.flatMap(({ extraCalls: extra }) => extra ?? []);
  if (extras.length === 0) return undefined;
  return {
    confirmations: sum(extras.map(({ confirmations }) => confirmations)),
    timings: sum(extras.map(({ timings }) => timings)),
  };
}

function callsOf(sides: readonly CostEstimate[]): number {
  return sum(sides.map(({ calls }) => calls));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
