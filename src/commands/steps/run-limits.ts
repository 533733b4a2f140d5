import type { CellPurpose } from '../../core/contracts/cell.ts';
import type { Clock } from '../../core/contracts/ports.ts';
import type { ApplicationYardstick, Yardstick } from '../../core/contracts/yardstick.ts';
import { unaskedMaxTokens } from '../../core/plan/output-limit.ts';
import type { Run } from '../../engine/run.ts';

/** What a measurement must keep to, as its runs take it. */
export type RunLimits = Pick<Run, 'concurrencyOf' | 'limitsOf' | 'unaskedMaxTokensOf' | 'errorLimit' | 'endsAt'>;

const MINUTE_MS = 60_000;

/**
 * The limits of all the runs of one measurement, which share its time: that begins now. Only planned cells can fail too
 * often: the others have no share of their own in a verdict.
 */
export function runLimits(
  { policy, providers }: Yardstick,
  applications: readonly ApplicationYardstick[],
  clock: Clock,
): (purpose: CellPurpose) => RunLimits {
  const endsAt = policy.maxMinutes === undefined ? undefined : clock.monotonic() + policy.maxMinutes * MINUTE_MS;
  const planned = new Map(applications.map(({ name, suite }) => [name, suite.cases.length * suite.trials]));
  const providerOf = (name: string) => providers.find((provider) => provider.name === name);
  const errorLimit = {
    rate: policy.maxErrorRate,
    plannedOf: (application: string) => planned.get(application) ?? 0,
  };
  return (purpose) => ({
    concurrencyOf: (provider) => providerOf(provider)?.concurrency ?? 1,
    limitsOf: (provider) => providerOf(provider) ?? {},
    unaskedMaxTokensOf(provider) {
      const type = providerOf(provider)?.type;
      return type === undefined ? undefined : unaskedMaxTokens(type);
    },
    ...(purpose === 'plan' ? { errorLimit } : {}),
    ...(endsAt === undefined ? {} : { endsAt }),
  });
}
