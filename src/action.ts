import * as core from '@actions/core';
import { type ActionContext, readContext } from './action-context.ts';
import { commentOccasionOf, occasionOf } from './action-event.ts';
import { monitorStep } from './action-monitor.ts';
import { actionReplies, type KeepingRun, saveLeftReplies } from './action-replies.ts';
import { evaluateStep, planStep } from './action-split.ts';
import { actionVoice } from './action-voice.ts';
import { finish, type PendingStatus } from './commands/finish.ts';
import { type GateRequest, type GateResult, gate } from './commands/gate.ts';
import { respond } from './commands/respond.ts';
import { publishEvidence } from './commands/split/publish-evidence.ts';
import { problemsOf } from './commands/steps/problems-of.ts';
import type { Surroundings } from './commands/steps/surroundings.ts';
import { describeProblem } from './core/contracts/problem.ts';
import { createSecrets, type Secrets } from './core/redaction/secrets.ts';
import { systemClock } from './engine/clock.ts';
import { secretsOf } from './environment-secrets.ts';
import { type GithubClient, githubClient } from './github/client.ts';
import { clearHeap } from './heap.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { redactOutput } from './redacted-output.ts';
import { type Annotation, annotationsOf } from './report/annotations.ts';
import { answerSentence } from './report/command-answer.ts';
import { logLines } from './report/github-log.ts';
import { plainText } from './report/plain-text.ts';
import { reasonSentence } from './report/reason.ts';
import { renderSummary } from './report/summary.ts';

const PENDING = 'pending-status';

/** Runs the main step or, when the main step has left its mark, the post step. Resolves with the exit code. */
export async function runAction(process: NodeJS.Process): Promise<number> {
  const isPost = core.getState('started') !== '';
  core.saveState('started', 'yes');
  const secrets = hiddenSecrets(process);
  try {
    const context = readContext(process);
    const inputs = readInputs((name) => core.getInput(name), context.eventName);
    secrets.learn(inputs.token);
    const surroundings = surroundingsOf(process, secrets);
    const run: Run = { context, inputs, client: clientFor(context, inputs, secrets), surroundings };
    return isPost ? await postStep(run) : await COMMANDS[inputs.command](run);
  } catch (error) {
    for (const problem of problemsOf(error)) core.error(logLines(describeProblem(problem)).join('\n'));
    return 1;
  }
}

/** Secrets are told to the runner as they become known, and taken out of all that is printed. */
function hiddenSecrets({ env, stdout, stderr }: NodeJS.Process): Secrets {
  const secrets = createSecrets(secretsOf(env), (secret) => core.setSecret(secret));
  redactOutput([stdout, stderr], secrets.redact);
  return secrets;
}

function clientFor({ apiUrl, owner, repo }: ActionContext, { token }: Inputs, { redact }: Secrets): GithubClient {
  const notice = (sentence: string) => core.info(logLines(sentence).join(' '));
  return githubClient({ token, apiUrl, owner, repo, clock: systemClock, redact, notice });
}

interface Run extends KeepingRun {
  readonly inputs: Inputs;
  readonly surroundings: Surroundings;
}

/** What the main step does, by command. */
const COMMANDS: Readonly<Record<Inputs['command'], (run: Run) => Promise<number>>> = {
  check: (run) => statusStep(run, (request) => decideStep(run, request, gate)),
  plan: planStep,
  evaluate: evaluateStep,
  publish: (run) => statusStep(run, (request) => decideStep(run, request, publishEvidence)),
  respond: (run) => statusStep(run, (request) => respondStep(run, request)),
  monitor: (run) => monitorStep(run, (one) => COMMANDS.check(one)),
};

/** What every command needs that may end in a commit status. */
type StatusRequest = Omit<GateRequest, 'occasion'>;

/** `decide`: by calling the models, or from what another job observed. */
async function decideStep(
  { context, inputs, surroundings }: Run,
  request: StatusRequest,
  decide: typeof gate,
): Promise<number> {
  const occasion = occasionOf(context.eventName, context.payload, inputs);
  return await report(await decide({ ...request, occasion }, surroundings), surroundings);
}

/** Whoever asked hears of a refusal in the comment: the job has done its work by then. */
async function respondStep({ context, surroundings }: Run, request: StatusRequest): Promise<number> {
  const occasion = commentOccasionOf(context.eventName, context.payload);
  const { answer, gate: result } = occasion === undefined ? {} : await respond({ ...request, occasion }, surroundings);
  core.info(logLines(answer === undefined ? NOT_ADDRESSED : answerSentence(answer)).join(' '));
  return result === undefined ? 0 : await report(result, surroundings);
}

const NOT_ADDRESSED = 'This comment asks nothing of Changeover.';

/** Whatever may end in a commit status: it is ended also where the work fails. */
async function statusStep(run: Run, work: (request: StatusRequest) => Promise<number>): Promise<number> {
  const { client, context, inputs, surroundings } = run;
  const replies = actionReplies(run);
  let pending: PendingStatus | undefined;
  const settle = () => {
    pending = undefined;
    core.saveState(PENDING, '');
  };
  try {
    return await work({
      client,
      config: inputs.config,
      comment: inputs.comment,
      evidenceDir: inputs.evidenceDir,
      workspace: context.workspace,
      environment: surroundings.environment,
      replies: replies.place,
      links: context.links,
      ...(context.workflow === undefined ? {} : { workflow: context.workflow }),
      onPending({ headSha, context: name }, page) {
        pending = { sha: headSha, context: name, ...(page === undefined ? {} : { page }) };
        core.saveState(PENDING, JSON.stringify(pending));
      },
      onSettled: settle,
    });
  } catch (error) {
    if (pending !== undefined && (await finish(client, pending))) settle();
    throw error;
  } finally {
    // After the verdict, which nobody should wait for because of the next run.
    await replies.save();
  }
}

function surroundingsOf(process: NodeJS.Process, secrets: Secrets): Surroundings {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not once: the runner sends both, and the second must not kill the step while it writes its status.
    process.on(signal, () => abort.abort(new Error(`stopped by ${signal}`)));
  }
  return {
    environment: process.env,
    secrets,
    clock: systemClock,
    clearHeap,
    random: Math.random,
    signal: abort.signal,
    voice: actionVoice(() => systemClock.monotonic()),
  };
}

async function report(
  { verdict, report: input, published, evidenceDir }: GateResult,
  { secrets }: Surroundings,
): Promise<number> {
  core.setOutput('verdict', verdict.verdict);
  core.setOutput('evidence-dir', evidenceDir);
  core.setOutput('comment-url', published.commentUrl ?? '');
  for (const annotation of annotationsOf(verdict)) annotate(annotation);
  await core.summary.addRaw(secrets.redact(renderSummary(input))).write();
  for (const problem of published.problems) core.error(logLines(describeProblem(problem)).join('\n'));
  const sentence = logLines(plainText(reasonSentence(verdict.reason))).join(' ');
  if (published.state === 'success' && published.problems.length === 0) {
    core.info(`${verdict.verdict}: ${sentence}`);
    return 0;
  }
  core.error(`${verdict.verdict}: ${sentence}`);
  return 1;
}

function annotate({ level, file, line, endLine, title, message }: Annotation): void {
  const write = { error: core.error, warning: core.warning, notice: core.notice }[level];
  write(logLines(message).join('\n'), {
    title: logLines(title).join(' '),
    file,
    ...(line === undefined ? {} : { startLine: line }),
    ...(endLine === undefined ? {} : { endLine }),
  });
}

/** Does what the main step could not do because it was killed: ends its pending status, saves its replies. */
async function postStep(run: Run): Promise<number> {
  const pending = core.getState(PENDING);
  if (pending !== '') {
    const ended = await finish(run.client, JSON.parse(pending) as PendingStatus);
    if (ended) core.warning('The main step ended without a verdict; its pending status was set to error.');
  }
  await saveLeftReplies(run);
  return 0;
}
