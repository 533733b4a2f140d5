import type { Finding } from '../contracts/finding.ts';
import { VERDICTS } from '../contracts/verdict.ts';

/** Something that must hold for a migration to pass, with the findings that decide it. */
export interface Requirement {
  readonly status: Finding['status'];
  /** Blocking, at least one. */
  readonly findings: readonly Finding[];
}

/**
 * What the findings demand: each blocking finding of a plain criterion by itself, and one requirement for each `any-of`
 * group: the best of its alternative sets. Reported findings, and sets that are not needed, are in none.
 *
 * A set without a blocking finding (all its criteria are reported, or need a source that is not there) holds nothing and
 * therefore proves nothing: it never counts as the set that passes.
 */
export function requirementsOf(findings: readonly Finding[]): readonly Requirement[] {
  const blocking = findings.filter(({ enforce }) => enforce === 'block');
  const plain = blocking.filter(({ alternative }) => alternative === undefined);
  const sets = setsByGroup(blocking);
  return [...plain.map((finding) => requirementOf([finding])), ...[...sets.values()].map(bestOf)];
}

/** The worse of two outcomes: invalid before fail before inconclusive before waived before pass. */
export function severity(status: (typeof VERDICTS)[number]): number {
  return VERDICTS.length - VERDICTS.indexOf(status);
}

function setsByGroup(blocking: readonly Finding[]): ReadonlyMap<string, ReadonlyMap<string, readonly Finding[]>> {
  const groups = new Map<string, Map<string, Finding[]>>();
  for (const finding of blocking) {
    if (finding.alternative === undefined) continue;
    const [group = ''] = finding.alternative.split('.');
    const sets = groups.get(group) ?? new Map<string, Finding[]>();
    sets.set(finding.alternative, [...(sets.get(finding.alternative) ?? []), finding]);
    groups.set(group, sets);
  }
  return groups;
}

function bestOf(sets: ReadonlyMap<string, readonly Finding[]>): Requirement {
  return [...sets.values()]
    .map(requirementOf)
    .reduce((best, set) => (severity(set.status) < severity(best.status) ? set : best));
}

function requirementOf(findings: readonly Finding[]): Requirement {
  const status = findings
    .map((finding) => finding.status)
    .reduce((worst, next) => (severity(next) > severity(worst) ? next : worst));
  return { status, findings };
}
