import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Side } from '../contracts/layer.ts';
import type { Migration } from '../contracts/verdict.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';

type Identity = Pick<Migration, 'application' | 'kind' | 'changed' | 'source' | 'target' | 'variants'>;

/** The sides that an evaluation of this subject calls. */
export function sidesOf(subject: MigrationSubject): readonly Side[] {
  switch (subject.kind) {
    case 'removed':
      return [];
    case 'added':
      return ['target'];
    case 'changed':
      return ['source', 'target'];
    case 'proposed':
      return subject.source === undefined ? ['target'] : ['source', 'target'];
  }
}

/** Whether a subject takes part in the verdict; one that is only proposed is shown and never decides. */
export function isDecisive(subject: MigrationSubject, application: ApplicationYardstick | undefined): boolean {
  return subject.kind !== 'removed' && subject.kind !== 'proposed' && application?.standing !== 'proposed';
}

/** What a subject and its migration have in common. */
export function identityOf({ application, kind, changed, source, target, variants }: Identity): Identity {
  return {
    application,
    kind,
    changed,
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(variants === undefined ? {} : { variants }),
  };
}
