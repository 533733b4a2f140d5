import { execFileSync } from 'node:child_process';
import { CONFIG, NEW_MODEL, triage } from '../../e2e/support/triage.ts';
import type { FakeGithub } from '../../support/github/github.ts';
import type { PullRequestFixture } from '../../support/github/pull-request.ts';
import type { Scripted } from '../../support/model-servers/script.ts';
import type { RunningProcess } from '../../support/runner.ts';
import type { WrongClock } from '../../support/wrong-clock.ts';
import type { Danger } from '../table/dangers.ts';
import type { Moment } from './moments.ts';

/** The world of one run, for events to happen in. */
export interface World {
  readonly github: FakeGithub;
  readonly pull: PullRequestFixture;
  /** The step that runs. */
  readonly step: () => RunningProcess | undefined;
  /** The comment that an earlier run left. */
  readonly oldComment: number;
  /** The clock that the step goes by. */
  readonly clock: WrongClock;
  /** What every call of a model gets from now on. */
  readonly replyAlways: (scripted: Scripted) => void;
  /** Another run of the same event, from its beginning to its end. */
  readonly runAgain: () => Promise<unknown>;
}

export interface WorldEvent {
  readonly danger: Danger;
  readonly happen: (world: World) => unknown;
  /** Only replies until then have reached the step for certain: it may end the step, or others get replies, too. */
  readonly certainUntilThen?: true;
  /** A change that is as good turns green all the same, but for these moments, when it is blocked; absent: it may end anyhow. */
  readonly greenBut?: readonly Moment[];
}

const LOCKED = {
  answer: 403,
  times: 99,
  body: { message: 'Unable to create comment because issue is locked.' },
} as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** There is a post step to disturb only where the main step was killed before it could decide. */
const MAIN_STEP_KILLED: readonly Moment[] = ['post step'];

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
  'provider too slow from then on': {
    danger: 'F3',
    happen: ({ replyAlways }) => replyAlways({ connection: 'drip' }),
  },
  'event comes again': {
    danger: 'F13',
    happen: async ({ step, runAgain }) => {
      // This run stands still while the other one takes place.
      const halted = step();
      halted?.kill('SIGSTOP');
      await runAgain().finally(() => halted?.kill('SIGCONT'));
    },
    certainUntilThen: true,
    greenBut: [],
  },
  SIGTERM: { danger: 'F14', happen: ({ step }) => step()?.kill('SIGTERM'), certainUntilThen: true },
  SIGKILL: { danger: 'F15', happen: ({ step }) => step()?.kill('SIGKILL'), certainUntilThen: true },
  // Not one byte more for this process, as on a disk that has filled up.
  'disk full': {
    danger: 'F16',
    happen: ({ step }) => execFileSync('prlimit', ['--pid', String(step()?.pid), '--fsize=0:']),
    certainUntilThen: true,
  },
  'clock jumps ahead': {
    danger: 'F17',
    happen: ({ clock }) => clock.setWrongBy(400 * DAY),
    greenBut: MAIN_STEP_KILLED,
  },
  'clock jumps back': {
    danger: 'F17',
    happen: ({ clock }) => clock.setWrongBy(-HOUR),
    greenBut: MAIN_STEP_KILLED,
  },
} as const satisfies Readonly<Record<string, WorldEvent>>;
