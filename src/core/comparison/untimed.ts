import { timedTogether } from './sessions.ts';
import type { Trial, TrialTable } from './trials.ts';

/**
 * Replies of earlier sessions whose times are compared with nothing, because the other side's were measured on another
 * occasion and neither was measured again. Zero where there is no other side.
 */
export function countUntimed({ sides, cases }: TrialTable): number {
  if (sides.length < 2) return 0;
  let untimed = 0;
  for (const { planned } of cases) for (const trial of planned) untimed += untimedIn(trial);
  return untimed;
}

function untimedIn(trial: Trial): number {
  const { source, target } = trial;
  if (source === undefined || target === undefined || timedTogether(trial)) return 0;
  return [source, target].filter(({ reuse }) => reuse?.kind === 'stored').length;
}
