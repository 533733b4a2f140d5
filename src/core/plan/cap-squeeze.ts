import type { CapSqueeze, CostEstimate } from '../contracts/plan.ts';
import type { ProviderDefinition } from '../contracts/yardstick.ts';

/** One side of an application, and how many of its calls are left to make. */
export interface SideToCall extends Pick<CostEstimate, 'provider' | 'setAsideUsd' | 'unbounded'> {
  readonly application: string;
  readonly callsLeft: number;
}

interface Under {
  readonly capUsd: number;
  /** Estimated cost of the calls that are left, US dollars; absent: not known. */
  readonly costUsd: number | undefined;
  readonly providers: readonly Pick<ProviderDefinition, 'name' | 'concurrency'>[];
}

/**
 * How a cap holds a run back, because what a call may cost at most is set aside before it is sent: fewer calls are in flight
 * than the provider takes, or the cap is reached although the calls themselves cost less. Of several sides the one for which
 * most is set aside; `undefined` when the cap is wide enough for all of them.
 */
export function capSqueeze(
  sides: readonly SideToCall[],
  { capUsd, costUsd, providers }: Under,
): CapSqueeze | undefined {
  const [dearest] = sides
    .filter(({ callsLeft }) => callsLeft > 0)
    .toSorted((a, b) => (b.setAsideUsd ?? 0) - (a.setAsideUsd ?? 0));
  if (dearest?.setAsideUsd === undefined) return undefined;
  const { application, provider, setAsideUsd, unbounded } = dearest;
  const sharing = sides.filter((side) => side.provider === provider);
  const calls = Math.ceil(sharing.reduce((sum, { callsLeft }) => sum + callsLeft, 0));
  const concurrency = Math.min(calls, providers.find(({ name }) => name === provider)?.concurrency ?? 1);
  const inFlight = Math.min(concurrency, Math.floor(capUsd / setAsideUsd));
  // The last call needs its share of the cap when all the others are paid.
  const endsEarly = costUsd !== undefined && (costUsd * (calls - 1)) / calls + setAsideUsd > capUsd;
  if (inFlight >= concurrency && !endsEarly) return undefined;
  return { application, setAsideUsd, inFlight, concurrency, ...(unbounded === undefined ? {} : { unbounded }) };
}
