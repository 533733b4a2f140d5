import { resolve } from 'node:path';
import type { PlanFile } from '../../core/contracts/plan-file.ts';
import type { GithubClient } from '../../github/client.ts';
import { writePlan } from '../../workspace/plan-file/plan-file.ts';
import { mayEndEarly } from '../steps/measure.ts';
import { prepare } from '../steps/prepare.ts';
import { type Checkout, remoteSides } from '../steps/remote-sides.ts';
import { runScope } from '../steps/run-scope.ts';
import { type Occasion, subjectCommit } from '../steps/subject-commit.ts';
import type { Surroundings } from '../steps/surroundings.ts';
import { planFileOf } from './plan-file.ts';

/** What the Action's `plan` asks for. */
export interface PlanChangeRequest extends Checkout {
  /** Its token only reads. */
  readonly client: GithubClient;
  readonly occasion: Occasion;
  readonly config: string;
  /** Relative to the workspace. */
  readonly evidenceDir: string;
}

export interface PlannedChange {
  readonly plan: PlanFile;
  /** Fewer calls than planned may do. */
  readonly atMost: boolean;
  /** Of the file, in hexadecimal: by it the next job knows the plan again. */
  readonly sha256: string;
  /** Absolute path. */
  readonly evidenceDir: string;
}

/**
 * The first of three jobs: reads both sides of a pull request or merge group as data, and writes down what is to be measured.
 * Throws a ChangeoverError when they cannot be read: the last job then finds the same, and says so in the status.
 */
export async function planChange(request: PlanChangeRequest, surroundings: Surroundings): Promise<PlannedChange> {
  const { client, occasion, config, workspace } = request;
  const subject = await subjectCommit(client, occasion);
  const sides = await remoteSides(client, subject, request);
  const preparation = await prepare(sides, { config, allowPreview: false }, surroundings);
  const draft = subject.pullRequest?.draft ?? false;
  const plan = planFileOf(sides, preparation, draft);
  const atMost = mayEndEarly(runScope(preparation, draft).subjects);
  const evidenceDir = resolve(workspace, request.evidenceDir);
  return { plan, atMost, sha256: await writePlan(evidenceDir, plan, workspace), evidenceDir };
}
