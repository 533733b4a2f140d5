import { execFileSync } from 'node:child_process';
import { CONFIG, NEW_MODEL, triage } from '../../e2e/support/triage.ts';
import type { FakeGithub } from '../../support/github/github.ts';
import type { PullRequestFixture } from '../../support/github/pull-request.ts';
import type { RunningProcess } from '../../support/runner.ts';
import type { Danger } from '../table/dangers.ts';

/** The world of one run, for events to happen in. */
export interface World {
  readonly github: FakeGithub;
  readonly pull: PullRequestFixture;
  /** The step that runs. */
  readonly step: () => RunningProcess | undefined;
  /** The comment that an earlier run left. */
  readonly oldComment: number;
}

export interface WorldEvent {
  readonly danger: Danger;
  readonly happen: (world: World) => unknown;
}

const LOCKED = {
  answer: 403,
  times: 99,
  body: { message: 'Unable to create comment because issue is locked.' },
} as const;

/** What happens once, for good, at whatever moment. */
export const EVENTS = {
  'comment deleted': { danger: 'F18', happen: ({ pull, oldComment }) => pull.deleteComment(oldComment) },
  'conversation locked': {
    danger: 'F18',
    happen: ({ github }) => {
      for (const operation of ['issues/create-comment', 'issues/update-comment'])
        github.faults.add({ operation, ...LOCKED });
    },
  },
  'pull request closed': { danger: 'F18', happen: ({ pull }) => pull.close() },
  'head moved': {
    danger: 'T18',
    happen: ({ pull }) => pull.push(triage({ model: NEW_MODEL, prompt: 'Newer. {{input}}\n' })),
  },
  'base moved': {
    danger: 'T20',
    happen: ({ pull }) => pull.moveBase({ ...triage(), [CONFIG]: 'version: 1\n' }),
  },
  SIGTERM: { danger: 'F14', happen: ({ step }) => step()?.kill('SIGTERM') },
  SIGKILL: { danger: 'F15', happen: ({ step }) => step()?.kill('SIGKILL') },
  // Not one byte more for this process, as on a disk that has filled up.
  'disk full': {
    danger: 'F16',
    happen: ({ step }) => execFileSync('prlimit', ['--pid', String(step()?.pid), '--fsize=0:']),
  },
} as const satisfies Readonly<Record<string, WorldEvent>>;
