import { resolve } from 'node:path';
import * as core from '@actions/core';
import { occasionOf } from './action-event.ts';
import { actionReplies, type KeepingRun } from './action-replies.ts';
import { evaluatePlan } from './commands/split/evaluate-plan.ts';
import { planChange } from './commands/split/plan-change.ts';
import type { Surroundings } from './commands/steps/surroundings.ts';
import type { Inputs } from './inputs.ts';
import { logLines } from './report/github-log.ts';
import { plannedWords } from './report/pending.ts';
import { plainText } from './report/plain-text.ts';
import { reasonSentence } from './report/reason.ts';

/** What of a run the first two of the three jobs need. */
interface SplitRun extends KeepingRun {
  readonly inputs: Inputs;
  readonly surroundings: Surroundings;
}

/** `command: plan`. Resolves with the exit code. */
export async function planStep({ client, context, inputs, surroundings }: SplitRun): Promise<number> {
  const { plan, atMost, sha256, evidenceDir } = await planChange(
    {
      client,
      occasion: occasionOf(context.eventName, context.payload, inputs),
      config: inputs.config,
      evidenceDir: inputs.evidenceDir,
      workspace: context.workspace,
      environment: surroundings.environment,
    },
    surroundings,
  );
  core.setOutput('evidence-dir', evidenceDir);
  core.setOutput('calls', plan.calls);
  core.setOutput('plan-digest', sha256);
  const planned = plannedWords({ planned: plan.calls, atMost });
  core.info(plan.calls === 0 ? 'There is nothing to evaluate.' : `To be evaluated: ${planned}.`);
  return 0;
}

/**
 * `command: evaluate`. Resolves with the exit code: 0 once the evidence is written, whatever its verdict, because the job that
 * publishes decides.
 */
export async function evaluateStep(run: SplitRun): Promise<number> {
  const { context, inputs, surroundings } = run;
  // What earlier runs kept is found by means of the token.
  const replies = inputs.token === '' ? undefined : actionReplies(run);
  try {
    const { verdict } = await evaluatePlan(
      {
        workspace: context.workspace,
        evidenceDir: inputs.evidenceDir,
        planSha256: inputs.planDigest ?? '',
        config: inputs.config,
        ...(replies === undefined ? {} : { replies: replies.place }),
        links: context.links,
      },
      surroundings,
    );
    core.setOutput('evidence-dir', resolve(context.workspace, inputs.evidenceDir));
    core.info(`Evaluated (${verdict.verdict}): ${logLines(plainText(reasonSentence(verdict.reason))).join(' ')}`);
    core.info('The job that publishes decides, from the observations.');
    return 0;
  } finally {
    await replies?.save();
  }
}
