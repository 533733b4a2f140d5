import { usDollars } from '../core/plan/us-dollars.ts';

/** How far a run is. Plain data, taken after each observation. */
export interface Progress {
  /** Of `planned`, those that are settled, however. */
  readonly done: number;
  readonly planned: number;
  /** Without a reply, although they were called. */
  readonly failed: number;
  /** Without a reply, because they were not called: the run had ended. */
  readonly uncalled: number;
  /** US dollars spent so far; absent when some price is not known. */
  readonly costUsd?: number;
  /** US dollars that the run may spend; absent without a cap. */
  readonly capUsd?: number;
  readonly elapsedMs: number;
}

/**
 * One line for a terminal or a log, e.g. `412 of 2,000 calls (20 %), about 1 min 52 s left, 3 failed, US$0.534 of US$20.00, 14
 * a second`: what matters most comes first, because a narrow terminal cuts the end. Holds no untrusted text.
 *
 * @param atMost fewer calls than planned may do
 */
export function progressLine(progress: Progress, atMost = false): string {
  const { done, planned, failed, uncalled, costUsd, capUsd, elapsedMs } = progress;
  const share = planned === 0 ? 100 : Math.floor((100 * done) / planned);
  const rate = elapsedMs > 0 ? (1000 * done) / elapsedMs : 0;
  const isGoing = rate > 0 && done < planned;
  return [
    `${grouped(done)} of ${atMost ? 'at most ' : ''}${grouped(planned)} calls (${share} %)`,
    ...(isGoing ? [`${atMost ? 'at most' : 'about'} ${durationWords((1000 * (planned - done)) / rate)} left`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(uncalled > 0 ? [`${grouped(uncalled)} not made`] : []),
    ...(costUsd === undefined ? [] : [costWords(costUsd, capUsd)]),
    ...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`] : []),
  ].join(', ');
}

const grouped = (count: number): string => count.toLocaleString('en');

/** Milliseconds in words: `3 s`, `1 min 52 s`, `2 h 5 min`. */
export function durationWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function costWords(costUsd: number, capUsd: number | undefined): string {
  return capUsd === undefined ? usDollars(costUsd) : `${usDollars(costUsd)} of ${usDollars(capUsd)}`;
}
