import type { Command } from '../core/contracts/command.ts';
import type { Configuration } from '../core/contracts/configuration.ts';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { CommandAnswer, Refusal } from '../core/governance/command/answer.ts';
import { isAddressed, parseCommand } from '../core/governance/command/parse-command.ts';
import { isAboutHead, standsSince } from '../core/governance/command/standing.ts';
import { type PostedComment, readComment } from '../github/comments.ts';
import { headReportedSince } from '../github/head-history.ts';
import { type PullRequest, readPullRequest } from '../github/pull-request.ts';
import { type GateRequest, type GateResult, gate } from './gate.ts';
import { tellAnswer, tellSeen } from './steps/answer-command.ts';
import { refusalOfAuthor } from './steps/authorise-command.ts';
import { outcomeOf } from './steps/command-outcome.ts';
import { readConfigurations } from './steps/read-configurations.ts';
import { remoteSides } from './steps/remote-sides.ts';
import { refusalOfRun } from './steps/run-allowance.ts';
import { type SubjectCommit, subjectOf } from './steps/subject-commit.ts';
import type { Surroundings } from './steps/surroundings.ts';

/** The comment of an event: what the event says of it serves only to tell whether it is worth asking GitHub. */
export interface CommentOccasion {
  readonly pullRequest: number;
  readonly comment: number;
  readonly action: 'created' | 'edited';
  readonly body: string;
}

export interface RespondRequest extends Omit<GateRequest, 'occasion'> {
  readonly occasion: CommentOccasion;
}

export interface Response {
  /** Absent: the comment is not addressed to Changeover, or not by a person. */
  readonly answer?: CommandAnswer;
  /** Absent: nothing was evaluated. */
  readonly gate?: GateResult;
}

/**
 * Answers a comment on a pull request: reads it as it stands, asks whether its author may, and evaluates where something may
 * have changed. The evaluation reads the commands that stand by itself, so that a comment is never more than a request.
 */
export async function respond(request: RespondRequest, surroundings: Surroundings): Promise<Response> {
  const { client, occasion } = request;
  // Most comments are no command: they cost nothing.
  const comment = isAddressed(occasion.body) ? await readComment(client, occasion.comment) : undefined;
  if (comment === undefined || comment.byApp) return {};
  const parsed = parseCommand({ ...comment, action: occasion.action });
  if (parsed.kind === 'none') return {};
  const pull = await readPullRequest(client, occasion.pullRequest);
  const conversation = { client, comment, pull, choice: request.comment, voice: surroundings.voice };
  if (parsed.kind === 'refused') {
    return await tellAnswer(conversation, { kind: 'not-understood', refusal: parsed.refusal });
  }
  const { command } = parsed;
  if (command.kind === 'help') return await tellAnswer(conversation, helpOn(pull));
  const refusal = await refusalOf({ command, comment, pull }, request);
  if (refusal !== undefined) return await tellAnswer(conversation, { kind: 'refused', command: command.kind, refusal });
  return await carryOut({ command, comment, pull }, request, surroundings);
}

function helpOn({ isFork, draft, state }: PullRequest): CommandAnswer {
  return { kind: 'help', circumstances: { isFork, isDraft: draft, isOpen: state === 'open' } };
}

interface Asked {
  readonly command: Command;
  readonly comment: PostedComment;
  readonly pull: PullRequest;
}

/** Why a command is not carried out, the cheapest question first; who may is asked before anything else is read. */
async function refusalOf(asked: Asked, request: RespondRequest): Promise<Refusal | undefined> {
  const { client } = request;
  const { command, comment, pull } = asked;
  const subject = subjectOf(pull);
  const configuration = once(() => baseConfiguration(request, subject));
  try {
    if (pull.state === 'closed') return { kind: 'closed' };
    const who = { command, author: comment.author, pullRequestAuthor: pull.author };
    return (
      (await refusalOfAuthor(client, who, configuration)) ??
      (await refusalByTime(asked, request, subject)) ??
      (await refusalOfRun(client, asked, configuration)) ??
      (pull.isFork ? { kind: 'fork', stands: command.kind !== 'run' } : undefined)
    );
  } catch (error) {
    // Whatever cannot be read is a "no", and whoever asked hears of it.
    if (!(error instanceof ChangeoverError) || error.problems[0].code === 'cancelled') throw error;
    return { kind: 'unreadable', problem: error.problems[0] };
  }
}

/** A command is about the commit that its author saw. A run asks for nothing of a commit that nobody has reported on. */
async function refusalByTime(
  { command, comment, pull }: Asked,
  { client }: RespondRequest,
  { headSha, context }: SubjectCommit,
): Promise<Refusal | undefined> {
  if (!isAboutHead({ command })) return undefined;
  const since = await headReportedSince(client, { pullRequest: pull.number, headSha, context });
  if (since === undefined) return command.kind === 'run' ? undefined : { kind: 'nothing-reported' };
  return standsSince({ command, createdAt: comment.createdAt }, since) ? undefined : { kind: 'older', since };
}

/** The run reads the commands that stand, this one among them where it does; its verdict tells what became of it. */
async function carryOut(
  { command, comment, pull }: Asked,
  request: RespondRequest,
  surroundings: Surroundings,
): Promise<Response> {
  const conversation = { client: request.client, comment, pull, choice: request.comment, voice: surroundings.voice };
  await tellSeen(conversation);
  const result = await gate(
    {
      ...request,
      occasion: { kind: 'pull-request', number: pull.number, expectedHead: pull.headSha },
      ...(command.kind === 'run' && command.full ? { full: true } : {}),
    },
    surroundings,
  );
  const { yardstick } = result.report;
  const standing = { command, author: comment.author, createdAt: comment.createdAt, url: comment.url };
  const outcome = outcomeOf(standing, { verdict: result.verdict, ...(yardstick === undefined ? {} : { yardstick }) });
  return { ...(await tellAnswer(conversation, outcome)), gate: result };
}

async function baseConfiguration(request: RespondRequest, subject: SubjectCommit): Promise<Configuration> {
  const sides = await remoteSides(request.client, subject, request);
  const atBase = { ...sides, source: sides.base, target: sides.base };
  return (await readConfigurations(atBase, request.config, { allowPreview: false })).base;
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
