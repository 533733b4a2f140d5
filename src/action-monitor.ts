import * as core from '@actions/core';
import type { ActionContext } from './action-context.ts';
import type { Surroundings } from './commands/steps/surroundings.ts';
import { type Swept, sweep } from './commands/sweep.ts';
import { describeProblem } from './core/contracts/problem.ts';
import type { GithubClient } from './github/client.ts';
import type { Inputs } from './inputs.ts';
import { logLines } from './report/github-log.ts';
import { sweptLines } from './report/swept.ts';

interface MonitorRun {
  readonly context: ActionContext;
  readonly inputs: Inputs;
  readonly client: GithubClient;
  readonly surroundings: Surroundings;
}

/**
 * The Action's `monitor`: sweeps up what lost runs and outages left. `check` evaluates the one pull request that the inputs
 * name. The job fails when something could not be looked at, never because of what a verdict says: that is in the statuses.
 */
export async function monitorStep<R extends MonitorRun>(run: R, check: (run: R) => Promise<unknown>): Promise<number> {
  const { client, context, inputs, surroundings } = run;
  const swept: Swept = await sweep(
    {
      client,
      config: inputs.config,
      repositoryUrl: context.links.repositoryUrl ?? '',
      resume: (pullRequest) =>
        check({
          ...run,
          inputs: { ...inputs, pullRequest, evidenceDir: `${inputs.evidenceDir}/pull-request-${pullRequest}` },
        }),
    },
    surroundings,
  );
  for (const line of sweptLines(swept)) core.info(logLines(line).join(' '));
  for (const problem of swept.problems) core.error(logLines(describeProblem(problem)).join('\n'));
  core.setOutput('evidence-dir', swept.resumed.length === 0 ? '' : inputs.evidenceDir);
  return swept.problems.length === 0 ? 0 : 1;
}
