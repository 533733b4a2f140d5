/** How far a run is. Plain data, taken after each observation. */
export interface Progress {
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
  /** US dollars spent so far; absent when some price is not known. */
  readonly costUsd?: number;
  /** US dollars that the run may spend; absent without a cap. */
  readonly capUsd?: number;
  readonly elapsedMs: number;
}

/**
 * One line for a terminal or a log, e.g. `412 of 2,000 calls (20 %), 14.2 a second, US$0.53 of 20.00, 3 failed, about 1 min
 * 52 s left`. Holds no untrusted text.
 */
export function progressLine(progress: Progress): string {
  const { done, planned, failed } = progress;
  const share = planned === 0 ? 100 : Math.floor((100 * done) / planned);
  const parts = [`${grouped(done)} of ${grouped(planned)} calls (${share} %)`];
  const rate = progress.elapsedMs > 0 ? (1000 * done) / progress.elapsedMs : 0;
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`);
  if (progress.costUsd !== undefined) parts.push(costWords(progress.costUsd, progress.capUsd));
  if (failed > 0) parts.push(`${grouped(failed)} failed`);
  if (rate > 0 && done < planned) parts.push(`about ${durationWords((1000 * (planned - done)) / rate)} left`);
  return parts.join(', ');
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
  const spent = costUsd > 0 && costUsd < 0.01 ? costUsd.toFixed(4) : costUsd.toFixed(2);
  return capUsd === undefined ? `US$${spent}` : `US$${spent} of ${capUsd.toFixed(2)}`;
}
