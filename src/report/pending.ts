import { formatCount, plural } from './figures.ts';

/** How many calls a run plans, those included that earlier runs paid for. */
interface PlannedCalls {
  readonly planned: number;
  /** Some suite is sequential, and may need fewer; `false`: just as many are needed. */
  readonly atMost: boolean;
}

/** How far a run is, as far as its commit status says it. */
interface Standing extends PlannedCalls {
  readonly done: number;
  /** Milliseconds, at the present pace; absent while there is none to go by. */
  readonly leftMs?: number;
}

/** `2,000 calls`, or `at most 2,000 calls`: how every announcement of a run says it. */
export function plannedWords({ planned, atMost }: PlannedCalls): string {
  return `${atMost ? 'at most ' : ''}${plural(planned, 'call')}`;
}

/** What a run says of itself before its first call, in the pending status and in its log. */
export function beginningWords(calls: PlannedCalls): string {
  return `Evaluating: ${plannedWords(calls)} planned`;
}

/** Description of the pending status while calls are made: `Evaluating: 812 of 2,000 calls, about 3 min left`. */
export function pendingWords({ done, planned, atMost, leftMs }: Standing): string {
  const left = leftMs === undefined ? '' : `, ${atMost ? 'at most' : 'about'} ${leftWords(leftMs)} left`;
  return `Evaluating: ${formatCount(done)} of ${plannedWords({ planned, atMost })}${left}`;
}

/** Coarser than a terminal's: a status is read minutes after it was written. */
function leftWords(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
