import { resolve } from 'node:path';
import type { PlanFile } from '../../core/contracts/plan-file.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { hasSharedCap } from '../../core/policy/allowance.ts';
import type { ReportLinks } from '../../report/comment/report-input.ts';
import { readPlan } from '../../workspace/plan-file/plan-file.ts';
import { type Evaluation, evaluate } from '../steps/evaluate.ts';
import type { ReplyFolder } from '../steps/reply-folder.ts';
import { reportEvaluation } from '../steps/report-evaluation.ts';
import { reproduceCommand } from '../steps/reproduce-command.ts';
import type { SpendingLedger } from '../steps/spending-ledger.ts';
import type { Surroundings } from '../steps/surroundings.ts';
import { sidesReadIn } from './plan-file.ts';

/** What the Action's `evaluate` asks for. No token of the repository is among it. */
export interface EvaluatePlanRequest {
  readonly workspace: string;
  /** Relative to the workspace; holds the plan. */
  readonly evidenceDir: string;
  /** SHA-256 of the plan's file in hexadecimal, by way of the workflow and not of the file. */
  readonly planSha256: string;
  /** Path of the configuration in the repository, for the command that reproduces the evaluation. */
  readonly config: string;
  /** Where replies are kept between runs; absent: nowhere. */
  readonly replies?: ReplyFolder;
  readonly links: ReportLinks;
}

/**
 * The second of three jobs: calls the models as a plan says, and leaves the evidence beside it. Its verdict is for the log:
 * the last job decides again, from the observations. Throws a ChangeoverError when there is no plan, or another than the
 * workflow knows, and when the disk refuses.
 */
export async function evaluatePlan(request: EvaluatePlanRequest, surroundings: Surroundings): Promise<Evaluation> {
  const { workspace, config, links, replies } = request;
  const evidenceDir = resolve(workspace, request.evidenceDir);
  const plan = await knownPlan(evidenceDir, request);
  const evaluation = await evaluate(
    {
      sides: sidesReadIn(plan),
      named: { base: plan.base, head: plan.target },
      config,
      evidenceDir,
      evidenceRoot: workspace,
      ...(replies === undefined ? {} : { replies }),
      allowPreview: false,
      draft: plan.draft,
      ledger: NO_LEDGER,
    },
    surroundings,
  );
  const reproduce = reproduceCommand({ base: plan.source, head: plan.target, config });
  const reported = { evidenceDir, evidenceRoot: workspace, links, reproduce };
  await reportEvaluation(evaluation, reported, surroundings.secrets.redact);
  return evaluation;
}

/** Whoever could swap the plan could send the credentials of this job to an address of theirs. */
async function knownPlan(evidenceDir: string, { workspace, planSha256 }: EvaluatePlanRequest): Promise<PlanFile> {
  const { plan, sha256 } = await readPlan(evidenceDir, workspace);
  if (sha256 === planSha256) return plan;
  throw new ChangeoverError({
    code: 'evidence',
    message: `the plan has the SHA-256 ${sha256}, and the input \`plan-digest\` says ${planSha256}: nothing is called`,
    hint: 'Take both from the same job: the artifact that it uploaded, and its output `plan-digest`.',
  });
}

/** What several runs spent together stands in the pull request's comment, which this job must not be able to write. */
const NO_LEDGER: SpendingLedger = {
  async open(policy) {
    if (!hasSharedCap(policy)) return undefined;
    throw new ChangeoverError({
      code: 'budget',
      message: 'a cap over several runs cannot be kept by a job that may not write what it spent',
      side: 'yardstick',
      hint: 'Cap single runs (policy.max-cost-usd) and set a budget at the provider, or evaluate in one job (`command: check`).',
    });
  },
};
