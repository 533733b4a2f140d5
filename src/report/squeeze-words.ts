import type { CapSqueeze } from '../core/contracts/plan.ts';
import { usDollars } from '../core/plan/us-dollars.ts';
import { formatCount, plural } from './figures.ts';
import { clip } from './untrusted.ts';

/** That the cap holds the run back, and what to set; `undefined` when it does not. The application's name is the user's. */
export function squeezeWords(squeeze: CapSqueeze | undefined, capUsd: number): string | undefined {
  if (squeeze === undefined) return undefined;
  const { application, setAsideUsd, unbounded } = squeeze;
  const of = clip(application, 60);
  const why = unbounded
    ? `nothing bounds a reply of ${of}: set max-tokens among its parameters`
    : `that is what max-tokens of ${of} allows: lower it, or raise policy.max-cost-usd`;
  return `${whatHappens(squeeze, usDollars(capUsd))}: about ${usDollars(setAsideUsd)} is set aside for each call, because ${why}.`;
}

function whatHappens({ inFlight, concurrency }: CapSqueeze, cap: string): string {
  if (inFlight === 0) return `No call fits under the cap of ${cap}`;
  return inFlight < concurrency
    ? `Under the cap of ${cap} only ${formatCount(inFlight)} of ${plural(concurrency, 'call')} can be in flight at a time`
    : `The cap of ${cap} may be reached before all calls are made`;
}
