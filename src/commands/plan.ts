import type { Configuration } from '../core/contracts/configuration.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import type { Variant } from '../core/contracts/layer.ts';
import type { ApplicationPlanReport, CostEstimate, PlanReport } from '../core/contracts/plan.ts';
import type { Yardstick } from '../core/contracts/yardstick.ts';
import { detectabilityOf } from '../core/plan/detectability.ts';
import { estimateCost } from '../core/plan/estimate.ts';
import { errorRateOf } from '../core/policy/error-rate.ts';
import { assumedReliability } from '../core/policy/reliability.ts';
import { describeConfiguration } from '../workspace/configuration/describe.ts';
import { type LocalSides, localSides } from './steps/local-sides.ts';
import { pricesOf, type Subject } from './steps/measure.ts';
import { type Preparation, prepare } from './steps/prepare.ts';
import type { Surroundings } from './steps/surroundings.ts';

export interface PlanRequest extends LocalSides {
  readonly config: string;
}

/** Milliseconds of one call, for a duration beforehand: a short reply of a hosted model. */
const ASSUMED_CALL_MS = 2_000;

/** What a check would do, without a call. Throws a ChangeoverError when the two sides cannot be read. */
export async function plan(request: PlanRequest, surroundings: Surroundings): Promise<PlanReport> {
  const sides = await localSides(request, surroundings.environment);
  const preparation = await prepare(sides, { config: request.config, allowPreview: true }, surroundings);
  const applications = applicationPlans(preparation);
  const estimates = applications.flatMap((application) => application.sides);
  const costs = estimates.flatMap(({ costUsd }) => costUsd ?? []);
  const { yardstick, configurations } = preparation;
  return {
    base: sides.base,
    head: sides.target,
    preview: configurations.preview,
    applications,
    uncovered: preparation.changes.uncovered.length,
    calls: estimates.reduce((sum, { calls }) => sum + calls, 0),
    ...(costs.length === estimates.length ? { costUsd: costs.reduce((sum, cost) => sum + cost, 0) } : {}),
    capUsd: preparation.policy.maxCostUsd,
    durationMs: yardstick === undefined ? 0 : durationOf(estimates, yardstick),
    configuration: describeConfiguration(withoutIdleProviders(preparation)),
    problems: [...preparation.problems, ...preparation.judged.flatMap(({ problems }) => problems)],
    warnings: preparation.judged.flatMap(({ warnings }) => warnings),
  };
}

/** Of the built-in providers only those that a changed application uses: the others would bury what the user wrote. */
function withoutIdleProviders({ configurations: { base }, changes }: Preparation): Configuration {
  const written = isJsonObject(base.document['providers']) ? Object.keys(base.document['providers']) : [];
  const called = changes.applications.flatMap(({ source, target }) => [source?.provider, target?.provider]);
  const shown = new Set([...written, ...called]);
  return { ...base, providers: base.providers.filter(({ name }) => shown.has(name)) };
}

function applicationPlans({ changes, yardstick, subjects }: Preparation): readonly ApplicationPlanReport[] {
  return changes.applications
    .filter(({ kind }) => kind !== 'unchanged' && kind !== 'absent')
    .map(({ application, kind, changed }) => {
      const subject = subjects.find((one) => one.application.name === application);
      return {
        application,
        kind,
        changed: changed.map(({ layer }) => layer),
        ...(subject === undefined || yardstick === undefined ? UNMEASURED : measured(subject, yardstick)),
      };
    });
}

const UNMEASURED = { cases: 0, trials: 0, sides: [], detectability: [] } as const;

type Measured = Omit<ApplicationPlanReport, 'application' | 'kind' | 'changed'>;

function measured({ application, source, target }: Subject, yardstick: Yardstick): Measured {
  const { suite } = application;
  const alpha = errorRateOf(yardstick.policy);
  const variants = source === undefined ? [target] : [source, target];
  const reliability = assumedReliability({ alpha, seed: yardstick.seed, application });
  return {
    cases: suite.cases.length,
    trials: suite.trials,
    sides: variants.map((variant) => estimateFor(variant, application, yardstick)),
    detectability: source === undefined ? [] : detectabilityOf(application, alpha),
    ...(reliability === undefined || source === undefined ? {} : { reliability }),
  };
}

function estimateFor(variant: Variant, { suite }: Subject['application'], yardstick: Yardstick): CostEstimate {
  const price = pricesOf(yardstick)(variant.provider, variant.model);
  const recorded = yardstick.providers.some(({ name, type }) => name === variant.provider && type === 'recorded');
  return estimateCost(variant, suite, { recorded, ...(price === undefined ? {} : { price }) });
}

function durationOf(estimates: readonly CostEstimate[], { providers }: Yardstick): number {
  return estimates
    .filter(({ recorded }) => !recorded)
    .reduce((sum, { calls, provider }) => {
      const concurrency = providers.find(({ name }) => name === provider)?.concurrency ?? 1;
      return sum + (calls * ASSUMED_CALL_MS) / concurrency;
    }, 0);
}
