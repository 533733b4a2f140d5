import type { Observation } from '../../core/contracts/cell.ts';
import type { Voice } from './voice.ts';

/**
 * Says of the first failed or rejected call of each application, side and kind what the endpoint answered. The report
 * counts such calls; what to do about them stands in the endpoint's own words, which belong to the log. That an application
 * was given up is said once.
 */
export function firstFailures(voice: Pick<Voice, 'warn'>): (observation: Observation) => void {
  const told = new Set<string>();
  return ({ application, side, caseId, outcome, error, attempts }) => {
    if (error === undefined || error.kind === 'cancelled') return;
    const isGivenUp = error.kind === 'given-up';
    // Calls that were not made because the run had ended repeat what the call that ended it says.
    if (outcome === 'failed' && attempts === 0 && error.kind !== 'not-recorded' && !isGivenUp) return;
    const about = isGivenUp ? { application } : { application, side, caseId };
    const key = JSON.stringify([application, isGivenUp ? '' : side, error.kind]);
    if (told.has(key)) return;
    told.add(key);
    voice.warn({ code: 'provider', message: error.message, ...about });
  };
}
