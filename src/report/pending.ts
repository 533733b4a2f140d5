import { formatCount, plural } from './figures.ts';

/** How far a run is, as far as its commit status says it. */
export interface Standing {
  readonly done: number;
  readonly planned: number;
  /** A sequential suite may need fewer calls than planned. */
  readonly atMost: boolean;
  /** Milliseconds, at the present pace; absent while there is none to go by. */
  readonly leftMs?: number;
}

/** Description of the pending status before the first call. */
export function beginningWords({ planned, atMost }: Pick<Standing, 'planned' | 'atMost'>): string {
  return `Evaluating: ${atMost ? 'at most ' : ''}${plural(planned, 'call')} to make`;
}

/** Description of the pending status while calls are made: `Evaluating: 812 of 2,000 calls, about 3 min left`. */
export function pendingWords({ done, planned, atMost, leftMs }: Standing): string {
  const most = atMost ? 'at most ' : '';
  const left = leftMs === undefined ? '' : `, ${atMost ? 'at most' : 'about'} ${leftWords(leftMs)} left`;
  return `Evaluating: ${formatCount(done)} of ${most}${plural(planned, 'call')}${left}`;
}

/** Coarser than a terminal's: a status is read minutes after it was written. */
function leftWords(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
