import type { StandingCommand } from '../../core/contracts/command.ts';
import { parseCommand } from '../../core/governance/command/parse-command.ts';
import { isAboutHead, standsSince } from '../../core/governance/command/standing.ts';
import type { GithubClient } from '../../github/client.ts';
import { listComments, type PostedComment } from '../../github/comments.ts';
import { type HeadReports, headReports } from '../../github/head-history.ts';
import { seenOfPage } from '../../github/run-page.ts';
import type { StatusHistory } from '../../github/status-history.ts';
import type { SubjectCommit } from './subject-commit.ts';

/** The head that commands have to be about. */
interface CommandedHead extends Pick<SubjectCommit, 'headSha' | 'context'> {
  /**
   * Writes a status of this run where it has written none: only GitHub's answer to one tells whose statuses are our own, and
   * so since when the head has been reported on.
   */
  readonly announce?: () => Promise<unknown>;
  /** Where the statuses of the head are listed, for others of the run to see; absent: for nobody else. */
  readonly history?: StatusHistory;
}

/**
 * The commands on a pull request that stand, the oldest first: in comments that were newly created by people and never
 * edited since. Those that are about a commit stand only when they are about the present head. Whether their authors may is
 * not asked here. Throws a ChangeoverError when GitHub cannot say.
 */
export async function readCommands(
  client: GithubClient,
  pullRequest: number,
  { headSha, context, announce, history }: CommandedHead,
): Promise<readonly StandingCommand[]> {
  const commands = (await listComments(client, pullRequest)).flatMap(commandOf);
  // Most pull requests have none: then nothing further is asked.
  if (!commands.some(isAboutHead)) return commands;
  await announce?.();
  const reports = await headReports(client, { pullRequest, headSha, context }, history);
  return commands
    .filter((command) => standsSince(command, reports?.since))
    .map((command) => withSeen(command, reports));
}

/** A waiver names no figure: its author accepts those of the result that stood when it was written. */
function withSeen(standing: StandingCommand, reports: HeadReports | undefined): StandingCommand {
  if (standing.command.kind !== 'waive') return standing;
  const seen = seenOfPage(reports?.resultAt(standing.createdAt));
  return seen === undefined ? standing : { ...standing, seen };
}

/** Every command of people on a pull request, whatever commit it is about. */
export async function readAllCommands(client: GithubClient, pullRequest: number): Promise<readonly StandingCommand[]> {
  return (await listComments(client, pullRequest)).flatMap(commandOf);
}

function commandOf(comment: PostedComment): readonly StandingCommand[] {
  const { author, createdAt, url, byApp } = comment;
  if (byApp) return [];
  const parsed = parseCommand({ ...comment, action: 'created' });
  return parsed.kind === 'command' ? [{ command: parsed.command, author, createdAt, url }] : [];
}
