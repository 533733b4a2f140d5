import type { ApplicationChange } from '../contracts/change.ts';
import type { Problem } from '../contracts/problem.ts';
import { compareVariants } from './compare.ts';

/**
 * An application that is removed while another one is proposed may be the same one under a new name, which nothing would gate.
 * When a proposed one has just the removed one's layers, only the name changed, and no problem is told.
 */
export function renamedApart(applications: readonly ApplicationChange[]): readonly Problem[] {
  const proposed = applications.filter(({ kind }) => kind === 'proposed');
  if (proposed.length === 0) return [];
  return applications
    .filter((removed) => removed.kind === 'removed' && !proposed.some((other) => sameLayers(removed, other)))
    .map(({ application }) => ({
      code: 'conditions',
      message: `the pull request removes ${application} and proposes ${namesOf(proposed)} with other layers: a renamed application would change unevaluated`,
      application,
      side: 'target',
      hint: `Keep the name ${application}, or rename, remove and add applications in pull requests of their own.`,
    }));
}

function sameLayers(removed: ApplicationChange, proposed: ApplicationChange): boolean {
  if (!removed.source || !proposed.target) return false;
  return compareVariants(removed.application, removed.source, proposed.target).changed.length === 0;
}

function namesOf(proposed: readonly ApplicationChange[]): string {
  const [first, ...others] = proposed.map(({ application }) => application);
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
}
