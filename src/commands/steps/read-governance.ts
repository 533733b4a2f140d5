import type { Governance } from '../../core/contracts/governance.ts';
import type { Account } from '../../core/contracts/people.ts';
import type { Clock } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { WAIVERS_FILE, type Waiver } from '../../core/contracts/waiver.ts';
import type { GovernanceNeed } from '../../core/policy/governance-need.ts';
import type { GithubClient } from '../../github/client.ts';
import { listCommitters } from '../../github/commits.ts';
import { readPullRequest } from '../../github/pull-request.ts';
import type { StatusHistory } from '../../github/status-history.ts';
import { parseWaivers } from '../../workspace/waivers/parse.ts';
import { readCommands } from './read-commands.ts';
import { readPeople } from './read-people.ts';
import { readReviews } from './read-reviews.ts';
import type { Sides } from './sides.ts';
import type { SubjectCommit } from './subject-commit.ts';

/** Where people's words are read. */
export interface GovernanceSource {
  readonly client: GithubClient;
  readonly subject: SubjectCommit;
  /** For when GitHub does not say what time it is. */
  readonly clock: Pick<Clock, 'date'>;
  /** Writes a status of this run where it has written none. */
  readonly announce?: () => Promise<unknown>;
  /** Where the statuses of the head are listed, for others of the run to see; absent: for nobody else. */
  readonly history?: StatusHistory;
}

/**
 * Reads what people said about a pull request and what GitHub answers about them, as far as it is needed: an answer that
 * nobody's verdict could follow from is not asked for. Of a merge group it is the pull request that the group is for. Throws a
 * ChangeoverError when something cannot be read: then nothing is approved and nothing excused.
 */
export async function readGovernance(
  { client, subject, clock, announce, history }: GovernanceSource,
  need: GovernanceNeed,
  { repository, base }: Pick<Sides, 'repository' | 'base'>,
): Promise<Governance> {
  const waivers = await committedWaivers(repository, base, need);
  const number = subject.pullRequest?.number ?? subject.groupOf;
  if (number === undefined) {
    const readAt = clock.date().toISOString();
    return { schema: 'changeover/governance@1', readAt, reviews: [], commands: [], people: [], teams: [], waivers };
  }
  const pull = await readPullRequest(client, number);
  // What was evaluated, not what has been pushed since; a group is of a head that can no longer move.
  const headSha = subject.pullRequest === undefined ? pull.headSha : subject.headSha;
  const commands = await readCommands(client, number, {
    headSha,
    context: subject.context,
    ...(announce === undefined ? {} : { announce }),
    ...(history === undefined ? {} : { history }),
  });
  const isSeconded = waivers.length > 0 || commands.some(({ command }) => command.kind === 'waive');
  const reviews = need.approvals || isSeconded ? await readReviews(client, { number, headSha }) : [];
  const { people, teams } = await readPeople(client, speakers({ commands, reviews, waivers }), need.owners);
  const committers = people.length === 0 ? [] : await listCommitters(client, number);
  return {
    schema: 'changeover/governance@1',
    readAt: new Date(pull.readAt ?? clock.date()).toISOString(),
    pullRequest: { number, headSha, author: { login: pull.author, type: pull.authorType }, committers },
    reviews,
    commands,
    people,
    teams,
    waivers,
  };
}

/** The waivers at the tip of the base branch that are meant for what is open. */
async function committedWaivers(
  repository: Sides['repository'],
  base: string,
  { waivable }: GovernanceNeed,
): Promise<readonly Waiver[]> {
  if (waivable.length === 0) return [];
  const found = await repository.read(base, WAIVERS_FILE);
  if (found.kind === 'missing') return [];
  if (found.kind !== 'file') throw unreadable(`is no plain file (${found.kind})`);
  const waivers = parseWaivers(decode(found.bytes), WAIVERS_FILE);
  return waivers.filter(({ application }) => waivable.includes(application));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('is not UTF-8 text');
  }
}

function unreadable(what: string): ChangeoverError {
  return new ChangeoverError({
    code: 'config-invalid',
    message: `the file of waivers ${what}`,
    place: { file: WAIVERS_FILE },
    side: 'yardstick',
    hint: 'Waivers are read from the base branch: mend the file there, or remove it.',
  });
}

/** Everybody whose word might count; each once. */
function speakers({
  commands,
  reviews,
  waivers,
}: Pick<Governance, 'commands' | 'reviews' | 'waivers'>): readonly Account[] {
  const deciding = commands.filter(({ command }) => command.kind !== 'help' && command.kind !== 'run');
  return [
    // A file names a login; what kind of account that is only GitHub knows.
    ...waivers.map(({ owner }) => ({ login: owner, type: 'User' })),
    ...deciding.map(({ author }) => author),
    ...reviews.filter(({ state }) => state === 'APPROVED' || state === 'CHANGES_REQUESTED').map(({ user }) => user),
  ];
}
