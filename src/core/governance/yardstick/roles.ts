import type { ApplicationConfiguration } from '../../contracts/configuration.ts';
import { OWNER_ROLES, type OwnerRole } from '../../contracts/people.ts';
import type { YardstickChange } from '../../contracts/yardstick-change.ts';
import { roleOfMetric } from '../roles.ts';
import type { YardstickSide } from './yardstick-diff.ts';

/**
 * The roles that have to approve proposed changes to the yardstick: whoever decides about a figure decides about what it is
 * measured with. Changes that reach every figure, such as the policy and the owners themselves, need all of them.
 */
export function rolesForChanges(
  changes: readonly YardstickChange[],
  base: YardstickSide,
  proposed: YardstickSide,
): readonly OwnerRole[] {
  const needed = new Set(changes.flatMap((change) => rolesOf(change, [base, proposed])));
  return OWNER_ROLES.filter((role) => needed.has(role));
}

function rolesOf(change: YardstickChange, sides: readonly YardstickSide[]): readonly OwnerRole[] {
  switch (change.kind) {
    case 'bound':
    case 'criterion-added':
    case 'criterion-removed':
    case 'criterion-option':
      return rolesOfMetric(change.application, change.metric, sides);
    case 'alternative-added':
    case 'alternative-removed':
      return change.metrics.flatMap((metric) => rolesOfMetric(change.application, metric, sides));
    case 'scorer-added':
    case 'scorer-removed':
    case 'scorer-changed':
      return rolesOfMetric(change.application, change.scorer, sides);
    case 'cases-removed':
    case 'cases-added':
    case 'cases-edited':
    case 'expected-edited':
      return change.cases.critical > 0 ? ['model', 'safety'] : ['model'];
    case 'critical-removed':
    case 'critical-added':
      return ['safety'];
    case 'deciding-scorers':
    case 'suite-unread':
      return ['model', 'safety'];
    case 'trials':
    case 'stop':
    case 'suite-file':
    case 'provider-added':
    case 'provider-removed':
    case 'provider':
      return ['model'];
    case 'price':
      return ['cost'];
    case 'application-added':
    case 'application-removed':
    case 'policy':
    case 'owners':
      return OWNER_ROLES;
  }
}

/** On both sides: a scorer that becomes of another type leaves the hands of those who decided about it until then. */
function rolesOfMetric(application: string, metric: string, sides: readonly YardstickSide[]): readonly OwnerRole[] {
  return sides.map((side) => roleOfMetric(metric, scorersOf(side, application)));
}

function scorersOf(
  { configuration }: YardstickSide,
  application: string,
): ApplicationConfiguration['suite']['scorers'] {
  return configuration.applications.find(({ name }) => name === application)?.suite.scorers ?? [];
}
