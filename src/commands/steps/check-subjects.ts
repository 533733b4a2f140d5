import type { MigrationSubject } from '../../core/contracts/assessment.ts';
import type { ApplicationChange } from '../../core/contracts/change.ts';
import type { Variant } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { variantsDigest } from '../../core/governance/evidence-digest.ts';
import type { Detection } from '../../workspace/variants/detect-changes.ts';
import type { AssembledYardstick } from '../../workspace/yardstick/assemble.ts';
import { type Checks, checkSubject } from './check-subject.ts';
import type { Subject } from './measure.ts';
import type { Configurations } from './read-configurations.ts';

/** An application of which something changes. */
export type Migrating = ApplicationChange & { readonly kind: MigrationSubject['kind'] };

/** The applications that migrate, by one yardstick. */
interface CheckedSubjects {
  readonly yardstick: Yardstick;
  readonly recordings: ReadonlyMap<string, readonly RecordedReply[]>;
  /** Applications that can be measured. */
  readonly subjects: readonly Subject[];
  /** All of them, as the verdict lists them. */
  readonly judged: readonly MigrationSubject[];
}

/** Checks every migrating application against a yardstick; one with a problem is listed and not measured. */
export function checkSubjects(
  migrating: readonly Migrating[],
  detection: Pick<Detection, 'problems'>,
  { yardstick, recordings, proposedProblems }: AssembledYardstick,
  configurations: Configurations,
): CheckedSubjects {
  const found = [...detection.problems, ...proposedProblems];
  const checked = migrating.map((change) => {
    const subject = subjectOf(change, yardstick);
    const checks =
      subject === undefined ? NO_CHECKS : checkSubject(change, subject, { yardstick, recordings, configurations });
    const judged = judgedSubject(change, [...found, ...checks.problems], checks.warnings);
    return { judged, subject: judged.problems.length > 0 ? undefined : subject };
  });
  return {
    yardstick,
    recordings,
    subjects: checked.flatMap(({ subject }) => subject ?? []),
    judged: checked.map(({ judged }) => judged),
  };
}

const NO_CHECKS: Checks = { problems: [], warnings: [] };

/** What is called of an application; nothing of one that was removed or has no suite. */
function subjectOf(change: Migrating, { applications }: Yardstick): Subject | undefined {
  const application = applications.find(({ name }) => name === change.application);
  if (application === undefined || change.target === undefined || change.kind === 'removed') return undefined;
  return { application, target: change.target, ...(change.source === undefined ? {} : { source: change.source }) };
}

/** One application as the verdict lists it. */
export function judgedSubject(
  change: Migrating,
  problems: readonly Problem[],
  warnings: readonly Problem[],
): MigrationSubject {
  const { application, kind, changed, source, target } = change;
  return {
    application,
    kind,
    changed,
    ...(source === undefined ? {} : { source: identityOf(source) }),
    ...(target === undefined ? {} : { target: identityOf(target) }),
    problems: problems.filter((problem) => problem.application === application),
    warnings,
    ...(target === undefined || kind === 'removed' ? {} : { variants: variantsDigest(source, target) }),
  };
}

function identityOf({ model, provider }: Variant): { readonly model: string; readonly provider: string } {
  return { model, provider };
}
