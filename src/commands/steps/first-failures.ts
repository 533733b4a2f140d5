import type { CallErrorKind, Observation } from '../../core/contracts/cell.ts';
import type { Voice } from './voice.ts';

/** Ends of a run that are its own doing: the verdict tells them, and no endpoint answered anything. */
const OWN_DOING: ReadonlySet<CallErrorKind> = new Set(['over-budget', 'cancelled']);

/**
 * Says of the first failed or rejected call of each application, side and kind what the endpoint answered. The report
 * counts such calls; what to do about them stands in the endpoint's own words, which belong to the log.
 */
export function firstFailures(voice: Pick<Voice, 'warn'>): (observation: Observation) => void {
  const told = new Set<string>();
  return ({ application, side, caseId, error }) => {
    if (error === undefined || OWN_DOING.has(error.kind)) return;
    const key = JSON.stringify([application, side, error.kind]);
    if (told.has(key)) return;
    told.add(key);
    voice.warn({ code: 'provider', message: error.message, application, side, caseId });
  };
}
