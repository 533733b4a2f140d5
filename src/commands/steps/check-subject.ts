import { unrecordedLayers } from '../../core/change/recorded-layers.ts';
import type { ApplicationChange } from '../../core/contracts/change.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ApplicationYardstick } from '../../core/contracts/yardstick.ts';
import { checkTemplates } from '../../core/plan/check-templates.ts';
import { missingPrices } from '../../core/policy/pricing.ts';
import { checkScorers } from '../../core/scoring/check-scorers.ts';
import type { AssembledYardstick } from '../../workspace/yardstick/assemble.ts';
import type { Subject } from './measure.ts';
import type { Configurations } from './read-configurations.ts';

export interface Checks {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** All that measures, and where it is written. */
interface CheckedWith extends Pick<AssembledYardstick, 'yardstick' | 'recordings'> {
  readonly configurations: Configurations;
}

/**
 * What would go wrong during the run of one application, found before the first call: scorers that cannot judge, prompts that
 * cannot be filled, replies nobody recorded, prices nobody knows.
 */
export function checkSubject(
  change: ApplicationChange,
  { application, source, target }: Subject,
  { yardstick, recordings, configurations }: CheckedWith,
): Checks {
  const { name, suite } = application;
  const places = scorerPlaces(application, configurations);
  const variants = source === undefined ? [target] : [source, target];
  const templates = checkTemplates(variants, suite.cases);
  const replies = recordings.get(target.provider);
  // A side that alone is recorded is refused for that already, and no record could answer for the other.
  const isRecorded = (variant: Subject['source']) => variant !== undefined && recordings.has(variant.provider);
  const scorers = checkScorers(suite.scorers, suite.cases, { file: suite.file, places });
  const problems = [
    ...scorers.map((problem) => ({ ...problem, side: 'yardstick' as const })),
    ...templates.problems,
    ...(replies === undefined || !isRecorded(source) ? [] : unrecordedLayers(change, replies)),
    ...missingPrices(
      { application: name, target, ...(source === undefined ? {} : { source }) },
      application,
      yardstick,
    ),
  ];
  const about = (problem: Problem): Problem => ({ ...problem, application: name });
  return { problems: problems.map(about), warnings: templates.warnings.map(about) };
}

/** Where the configuration that an application is measured by has each of its scorers. */
function scorerPlaces(
  { name, standing }: ApplicationYardstick,
  { base, target }: Configurations,
): ReadonlyMap<string, Place> {
  const configuration = standing === 'proposed' ? target : base;
  const scorers = configuration?.applications.find((application) => application.name === name)?.suite.scorers ?? [];
  return new Map(scorers.map((scorer) => [scorer.name, scorer.place]));
}
