import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import type { ActionContext } from './action-context.ts';
import { runnerStorage } from './action-storage.ts';
import type { ReplyFolder } from './commands/steps/reply-folder.ts';
import { restoreReplies } from './commands/steps/restore-replies.ts';
import { type RunnerReplies, repliesIn } from './commands/steps/runner-replies.ts';
import { saveReplies } from './commands/steps/save-replies.ts';
import type { Surroundings } from './commands/steps/surroundings.ts';
import type { GithubClient } from './github/client.ts';
import { keepingPlan } from './github/replies/keeping-plan.ts';
import type { Inputs } from './inputs.ts';

const FOLDER = 'replies-folder';
const SAVED = 'replies-saved';

/** What of a run kept replies depend on. */
export interface KeepingRun {
  readonly context: ActionContext;
  readonly inputs: Pick<Inputs, 'pullRequest'>;
  readonly client: GithubClient;
  readonly surroundings: Pick<Surroundings, 'environment' | 'clock' | 'signal' | 'voice'>;
}

/** Kept replies in the main step. */
export interface ActionReplies {
  readonly place: ReplyFolder;
  /** After the verdict is out, whatever it is. Does nothing when nothing was to be measured. Never rejects. */
  save(): Promise<void>;
}

/** A folder of this step's own, which the runner empties with its temporary ones. */
export function actionReplies(run: KeepingRun): ActionReplies {
  const root = join(run.surroundings.environment['RUNNER_TEMP'] || tmpdir(), `changeover-${randomUUID()}`);
  const replies = repliesOf(run, root);
  let begun = false;
  return {
    place: {
      folder: repliesIn(root),
      async restore() {
        begun = true;
        // Before anything is kept there, so that whoever ends this process leaves it to the post step.
        core.saveState(FOLDER, root);
        core.saveState(SAVED, '');
        await restoreReplies(replies);
      },
    },
    async save() {
      if (begun && (await saveReplies(replies, distinction()))) core.saveState(SAVED, 'yes');
    },
  };
}

/** In the post step: saves what the main step was kept from saving. */
export async function saveLeftReplies(run: KeepingRun): Promise<void> {
  const root = core.getState(FOLDER);
  if (root !== '' && core.getState(SAVED) === '') await saveReplies(repliesOf(run, root), distinction());
}

function repliesOf({ context, inputs, client, surroundings }: KeepingRun, root: string): RunnerReplies {
  const { environment, clock, signal, voice } = surroundings;
  const { pullRequest } = inputs;
  const repository = `${context.owner}/${context.repo}`;
  const plan = keepingPlan({
    ...context,
    repository,
    isOff: environment['CHANGEOVER_CACHE'] === 'off',
    leavesArtifact: environment['CHANGEOVER_CACHE'] === 'artifact',
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
  return { plan, storage: runnerStorage(context.program, environment), client, root, voice, clock, signal };
}

/** Two jobs of one run, and the two steps of one job, must not want the same key. */
function distinction(): string {
  return randomUUID().slice(0, 8);
}
