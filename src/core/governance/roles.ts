import type { OwnerRole } from '../contracts/people.ts';
import type { CRITICAL_CASES } from '../contracts/waiver.ts';
import type { OperationalMetric } from '../contracts/yardstick.ts';

/** Who decides about a figure that every application has. */
const OPERATIONAL: Readonly<Record<OperationalMetric | typeof CRITICAL_CASES, OwnerRole>> = {
  'critical-cases': 'safety',
  'refusal-rate': 'safety',
  'guardrail-rate': 'safety',
  'latency-p50': 'cost',
  'latency-p95': 'cost',
  'ttft-p50': 'cost',
  'ttft-p95': 'cost',
  cost: 'cost',
  'input-tokens': 'cost',
  'output-tokens': 'cost',
  'error-rate': 'model',
  'truncation-rate': 'model',
};

/** Scorer types that safety decides about; all others are the model's quality. */
const SAFETY_SCORERS: ReadonlySet<string> = new Set(['pii', 'groundedness', 'refusal']);

/**
 * The role that decides about a metric: about a score by the type of its scorer, not by its name, which anybody may choose.
 *
 * @param scorers of the application.
 * @param overrides roles by metric, before all else.
 */
export function roleOfMetric(
  metric: string,
  scorers: readonly { readonly name: string; readonly type: string }[],
  overrides: ReadonlyMap<string, OwnerRole> = new Map(),
): OwnerRole {
  const override = overrides.get(metric);
  if (override !== undefined) return override;
  if (Object.hasOwn(OPERATIONAL, metric)) return OPERATIONAL[metric as keyof typeof OPERATIONAL];
  return scorers.some(({ name, type }) => name === metric && SAFETY_SCORERS.has(type)) ? 'safety' : 'model';
}
