import { resolve } from 'node:path';
import type { Trust } from '../core/contracts/trust.ts';
import type { Verdict } from '../core/contracts/verdict.ts';
import type { GithubClient } from '../github/client.ts';
import { reportedVerdicts } from '../github/head-attempts.ts';
import type { RunningWorkflow } from '../github/required-workflow.ts';
import { pageOfRun } from '../github/run-page.ts';
import { statusHistory } from '../github/status-history.ts';
import { readTrust } from '../github/trust.ts';
import type { ReportInput, ReportLinks } from '../report/comment/report-input.ts';
import { commentLedger } from './steps/comment-ledger.ts';
import { type Evaluation, evaluate } from './steps/evaluate.ts';
import type { EvaluationRequest, Measuring } from './steps/evaluation-request.ts';
import { keepEvidence } from './steps/keep-evidence.ts';
import { type PendingStatus, pendingStatus } from './steps/pending-status.ts';
import { type Published, publishVerdict } from './steps/publish-verdict.ts';
import { readGovernance } from './steps/read-governance.ts';
import { type Checkout, remoteSides } from './steps/remote-sides.ts';
import type { ReplyFolder } from './steps/reply-folder.ts';
import type { ReportPlan } from './steps/report-evaluation.ts';
import { reproduceCommand } from './steps/reproduce-command.ts';
import { type Occasion, type SubjectCommit, subjectCommit } from './steps/subject-commit.ts';
import type { Surroundings } from './steps/surroundings.ts';

/** What the Action asks for. */
export interface GateRequest extends Checkout {
  readonly client: GithubClient;
  readonly occasion: Occasion;
  readonly config: string;
  readonly comment: 'always' | 'on-change' | 'never';
  /** Relative to the workspace. */
  readonly evidenceDir: string;
  /** Where replies are kept between runs; absent: nowhere. */
  readonly replies?: ReplyFolder;
  /** In place of calling the models: another job has called them. */
  readonly measure?: Measuring;
  readonly links: ReportLinks;
  /** The workflow that runs, where the runner says it. */
  readonly workflow?: RunningWorkflow;
  /** A draft is evaluated on all cases, because somebody asked for it. */
  readonly full?: boolean;
  /** Told as soon as a status is pending, so that a later step can end it should this one be killed. */
  readonly onPending: (subject: SubjectCommit, page?: string) => void;
  /** Told when the status has its final state. */
  readonly onSettled: () => void;
}

export interface GateResult {
  readonly verdict: Verdict;
  readonly report: ReportInput;
  readonly published: Published;
  /** Absolute path. */
  readonly evidenceDir: string;
}

/** Evaluates a pull request or merge group and publishes the verdict: the Action's `check`. */
export async function gate(request: GateRequest, surroundings: Surroundings): Promise<GateResult> {
  const { client, occasion } = request;
  const subject = await subjectCommit(client, occasion);
  const evidenceDir = resolve(request.workspace, request.evidenceDir);
  const runUrl = pageOfRun(request.links.runUrl, subject.pullRequest?.number);
  const page = runUrl === undefined ? {} : { runUrl };
  const pending = pendingStatus(client, subject, {
    clock: surroundings.clock,
    voice: surroundings.voice,
    onPending: () => request.onPending(subject, runUrl),
    ...page,
  });
  const wanted = evaluationRequest(request, subject, { evidenceDir, pending, clock: surroundings.clock });
  const evaluation = await evaluate(wanted, surroundings);
  await pending.end();
  const trust = await trustOf(request, subject, evaluation);
  const plan: ReportPlan = {
    evidenceDir,
    ...(trust === undefined ? {} : { trust }),
    evidenceRoot: request.workspace,
    links: request.links,
    reproduce: reproduceCommand({ base: evaluation.verdict.source, head: subject.headSha, config: request.config }),
  };
  const { report, evaluation: reported } = await keepEvidence(evaluation, plan, surroundings);
  const published = await publishVerdict(client, subject, {
    verdict: reported.verdict,
    ...(reported.comparison === undefined ? {} : { comparison: reported.comparison }),
    comment: report.comment,
    choice: request.comment,
    place: pending.place,
    announce: pending.announce,
  });
  request.onSettled();
  return { verdict: reported.verdict, report: report.input, published, evidenceDir };
}

interface Wiring {
  readonly evidenceDir: string;
  readonly pending: PendingStatus;
  readonly clock: Surroundings['clock'];
}

function evaluationRequest(
  request: GateRequest,
  subject: SubjectCommit,
  { evidenceDir, pending, clock }: Wiring,
): EvaluationRequest {
  const { client } = request;
  const history = statusHistory(client);
  return {
    sides: () => remoteSides(client, subject, request),
    named: { base: 'branch' in subject.base ? subject.base.branch : subject.base.sha, head: subject.headSha },
    config: request.config,
    evidenceDir,
    evidenceRoot: request.workspace,
    ...(request.replies === undefined ? {} : { replies: request.replies }),
    ...(request.measure === undefined ? {} : { measure: request.measure }),
    reported: (comparison) =>
      reportedVerdicts(client, headOf(subject), { comparison, before: pending.place.announced, history }),
    ask: (need, sides) => readGovernance({ client, subject, clock, announce: pending.announce, history }, need, sides),
    allowPreview: false,
    ...strangerIn(subject),
    draft: request.full !== true && (subject.pullRequest?.draft ?? false),
    ledger: commentLedger(client, subject, { clock, choice: request.comment }),
    beforeFirstCall: pending.begin,
    onProgress: (progress) => pending.progress(progress),
  };
}

/** Asked only where something was judged: the evidence says it, also where no comment may. */
async function trustOf(
  { client, workflow }: GateRequest,
  { base, context, pullRequest }: SubjectCommit,
  { verdict }: Evaluation,
): Promise<Trust | undefined> {
  const isSaid = pullRequest !== undefined && verdict.migrations.length > 0;
  if (!isSaid || !('branch' in base)) return undefined;
  return await readTrust(client, {
    branch: base.branch,
    context,
    ...(workflow === undefined ? {} : { workflow }),
  });
}

function headOf({ headSha, context, pullRequest }: SubjectCommit) {
  return { headSha, context, ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }) };
}

function strangerIn({ pullRequest }: SubjectCommit): Pick<EvaluationRequest, 'stranger'> {
  return pullRequest?.stranger === undefined ? {} : { stranger: pullRequest.stranger };
}
