import { measuringFiles } from '../../core/change/proposed.ts';
import type { Configuration } from '../../core/contracts/configuration.ts';
import type { Suite } from '../../core/contracts/suite.ts';
import { yardstickDiff } from '../../core/governance/yardstick/yardstick-diff.ts';
import { pathsOf } from '../../workspace/variants/detect-changes.ts';
import type { Configurations } from './read-configurations.ts';
import type { Sides } from './sides.ts';

/**
 * Whether the base branch measures otherwise than it did where the pull request left it. The head's own yardstick then lacks
 * what has been changed since, perhaps a bound that was made stricter, and must not take effect with what the pull request
 * proposes. A file that measures counts as soon as it differs, whatever is in it.
 */
export async function isOutdated(
  sides: Pick<Sides, 'repository' | 'base' | 'source'>,
  { base, source }: Pick<Configurations, 'base' | 'source'>,
): Promise<boolean> {
  if (sides.base === sides.source) return false;
  if (source === undefined || differs(source, base)) return true;
  const changed = pathsOf(await sides.repository.changedFiles(sides.source, sides.base));
  const measuring = [...measuringFiles(source).keys(), ...measuringFiles(base).keys()];
  return measuring.some((file) => changed.has(file));
}

function differs(source: Configuration, base: Configuration): boolean {
  const suites = new Map<string, Suite>();
  return yardstickDiff({ configuration: source, suites }, { configuration: base, suites }).changes.length > 0;
}
