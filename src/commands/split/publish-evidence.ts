import { type GateRequest, type GateResult, gate } from '../gate.ts';
import type { Surroundings } from '../steps/surroundings.ts';
import { takeObservations } from './take-observations.ts';

/**
 * The last of three jobs: the gate itself, but that the models were called by another job, which left its evidence in the
 * evidence folder. Pull request and head come from GitHub, both sides are read again, and of what was handed over the
 * observations alone count, once everything else agrees with what was read here. Decides, writes status and comment, and
 * puts evidence of its own in the place of what was handed over.
 */
export function publishEvidence(request: GateRequest, surroundings: Surroundings): Promise<GateResult> {
  return gate({ ...request, measure: takeObservations }, surroundings);
}
