import type { Command, StandingCommand } from '../../core/contracts/command.ts';
import type { Configuration } from '../../core/contracts/configuration.ts';
import { canonicalName } from '../../core/governance/account.ts';
import { lackingPermission } from '../../core/governance/authority.ts';
import { dayOf, startOfDay } from '../../core/governance/calendar-day.ts';
import type { Refusal } from '../../core/governance/command/answer.ts';
import { DEFAULT_RUNS_PER_DAY, decideRun } from '../../core/governance/run-budget.ts';
import type { GithubClient } from '../../github/client.ts';
import type { PostedComment } from '../../github/comments.ts';
import { readPermission } from '../../github/permissions.ts';
import type { PullRequest } from '../../github/pull-request.ts';
import { readAllCommands } from './read-commands.ts';

interface AskedRun {
  readonly command: Command;
  readonly comment: PostedComment;
  readonly pull: PullRequest;
}

/**
 * Whether the day's runs of a pull request are used up, whatever heads they were of; `undefined` for all other commands, and
 * while some are left. Only runs count whose authors may ask for one, so that nobody else uses them up.
 */
export async function refusalOfRun(
  client: GithubClient,
  { command, comment, pull }: AskedRun,
  configuration: () => Promise<Configuration>,
): Promise<Refusal | undefined> {
  if (command.kind !== 'run') return undefined;
  const { policy } = await configuration();
  const commands = await readAllCommands(client, pull.number);
  const runs = commands.filter((one) => one.command.kind === 'run' && isEarlierToday(one, comment));
  const writers = await writersAmong(client, runs);
  const earlier = runs
    .filter(({ author }) => writers.has(canonicalName(author.login)))
    .map(({ createdAt }) => ({ pullRequest: pull.number, at: createdAt }));
  const asked = { pullRequest: pull.number, at: comment.createdAt };
  const decision = decideRun(earlier, asked, policy.runsPerDay ?? DEFAULT_RUNS_PER_DAY);
  if (decision.kind === 'allowed') return undefined;
  const { used, limit, again } = decision;
  return { kind: 'budget', used, limit, again };
}

/** GitHub's clock counts seconds: of two comments within one, each counts for the other. */
function isEarlierToday({ url, createdAt }: StandingCommand, comment: PostedComment): boolean {
  const [own, its] = [Date.parse(comment.createdAt), Date.parse(createdAt)];
  return url !== comment.url && !(its > own) && !(its < startOfDay(dayOf(own)));
}

async function writersAmong(client: GithubClient, runs: readonly StandingCommand[]): Promise<ReadonlySet<string>> {
  const authors = new Map(runs.map(({ author }) => [canonicalName(author.login), author]));
  const writers = new Set<string>();
  for (const [name, { login, type }] of authors) {
    const { permission, problem } = await readPermission(client, login, type);
    // Whoever cannot be asked about counts: the budget errs on the strict side.
    if (problem !== undefined || lackingPermission(permission, 'write') === undefined) writers.add(name);
  }
  return writers;
}
