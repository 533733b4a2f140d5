import {
  type ApplicationSides,
  applicationSides,
  type Configurations,
  filesOf,
} from '../../core/change/application-sides.ts';
import { coverageOf } from '../../core/change/coverage.ts';
import { measuringFiles, proposedChanges, proposedFiles } from '../../core/change/proposed.ts';
import { renamedApart } from '../../core/change/renamed.ts';
import { uncoveredChanges } from '../../core/change/uncovered.ts';
import { wiringChanges } from '../../core/change/wiring-changes.ts';
import type { ChangeReport, WiringChange } from '../../core/contracts/change.ts';
import type { ChangedFile, Repository } from '../../core/contracts/ports.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import { WAIVERS_FILE } from '../../core/contracts/waiver.ts';
import { type ApplicationReading, type Commits, readApplication } from './application-change.ts';
import { readChangedFiles } from './changed-files.ts';
import { LayerFiles } from './layer-files.ts';

export interface DetectionRequest {
  readonly repository: Repository;
  readonly commits: Commits;
  readonly configurations: Configurations;
}

/** What a pull request changes, and what stood in the way of knowing it. */
export interface Detection {
  readonly report: ChangeReport;
  /** With `application` where they are about one: any of them makes its migration, or without one the verdict, invalid. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Migrating applications that the base's configuration answers from recorded replies. */
  readonly recorded: ReadonlySet<string>;
  /** From source to target. */
  readonly changedFiles: readonly ChangedFile[];
}

/**
 * Compares source and target: every application's layers, wiring, proposed yardstick, and model IDs that belong to no
 * application. Reads data only; an application that the changed files cannot touch is not read at all.
 */
export async function detectChanges({ repository, commits, configurations }: DetectionRequest): Promise<Detection> {
  const { base } = configurations;
  const changedFiles = await repository.changedFiles(commits.source, commits.target);
  const context = {
    files: new LayerFiles(repository),
    commits,
    providers: base.providers,
    changedPaths: pathsOf(changedFiles),
    baseWiring: (name: string) => base.applications.find((application) => application.name === name)?.wiring,
  };
  const sides = applicationSides(configurations);
  const readings = await Promise.all(sides.map((one) => readApplication(one, context)));
  const applications = readings.map(({ change }) => change);
  const unread = filesOfUnread(sides, readings);
  const excluded = new Set([base.file, WAIVERS_FILE, ...measuringFiles(base).keys()]);
  const scan = await readChangedFiles(repository, commits, changedFiles, excluded);
  return {
    report: {
      applications,
      wiring: wiringOf(configurations),
      proposed: isItsOwnYardstick(commits)
        ? []
        : [
            ...proposedChanges(base, configurations.source, configurations.target),
            ...proposedFiles(base, changedFiles),
          ],
      uncovered: uncoveredChanges(scan.files, coverageOf(applications)).filter(({ place }) => !unread.has(place.file)),
    },
    problems: [...readings.flatMap(({ problems }) => problems), ...renamedApart(applications), ...scan.problems],
    warnings: readings.flatMap(({ warnings }) => warnings),
    recorded: new Set(readings.filter(({ recorded }) => recorded).map(({ change }) => change.application)),
    changedFiles,
  };
}

/**
 * The files of applications in effect whose layers cannot be read, which makes the verdict invalid by itself: that an ID in
 * them belongs to no application cannot be said before they can.
 */
function filesOfUnread(
  sides: readonly ApplicationSides[],
  readings: readonly ApplicationReading[],
): ReadonlySet<string> {
  const unread = sides.filter(({ standing }, index) => {
    const reading = readings[index];
    return standing === 'in-effect' && reading?.problems.some(({ code }) => code !== 'conditions');
  });
  const wirings = unread.flatMap(({ source, target }) => [source, target]);
  return new Set(wirings.flatMap((wiring) => (wiring === undefined ? [] : [...filesOf(wiring)])));
}

/** In a preview the target measures: what it changes of the yardstick is in effect and not proposed. */
function isItsOwnYardstick({ base, target }: Commits): boolean {
  return base === target;
}

/** Paths of changed files, old and new names. */
export function pathsOf(files: readonly ChangedFile[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath])),
  );
}

/** Without a configuration on both sides there is no wiring of a side's own to compare. */
function wiringOf({ base, source, target }: Configurations): readonly WiringChange[] {
  if (!target) return [];
  const from = source ?? base;
  return wiringChanges(
    from.applications.map(({ wiring }) => wiring),
    target.applications.map(({ wiring }) => wiring),
  );
}
