import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import { canonicalName } from '../core/governance/account.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { type Paging, pagesOf } from './pages.ts';

/** GitHub lists no more commits of a pull request. */
const MOST_COMMITS = 250;
/** Who commits what is done in the browser or through the API. */
const GITHUB = 'web-flow';

const account = z
  .object({ login: z.string() })
  .nullish()
  .or(z.object({}).transform(() => null));
const Listed = z.array(
  z.object({
    sha: z.string(),
    author: account,
    committer: account,
    parents: z.array(z.object({ sha: z.string() })),
    commit: z.object({ verification: z.object({ verified: z.boolean() }).nullish() }),
  }),
);
type ListedCommit = z.output<typeof Listed>[number];

/**
 * Logins of those who wrote or committed the commits of a pull request; `unknown` for a commit without an account. Updates
 * from the base that GitHub itself made are nobody's work. Throws a ChangeoverError when not all commits can be read: then
 * whose work the pull request is cannot be said.
 */
export async function listCommitters(client: GithubClient, pullRequest: number): Promise<readonly string[]> {
  const commits = await listCommits(client, pullRequest);
  const own = new Set(commits.map(({ sha }) => sha));
  const logins = commits.filter((commit) => !isUpdate(commit, own)).flatMap(workersOn);
  return [...new Map(logins.map((login) => [canonicalName(login), login])).values()];
}

async function listCommits(client: GithubClient, pullRequest: number): Promise<readonly ListedCommit[]> {
  const { owner, repo } = client;
  const read = async (paging: Paging) => {
    const { data } = await calling(`read the commits of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.pulls.listCommits({ owner, repo, pull_number: pullRequest, ...paging }),
    );
    return parseAnswer(Listed, data, 'the commits');
  };
  const commits: ListedCommit[] = [];
  for await (const page of pagesOf(read)) {
    commits.push(...page);
    if (commits.length >= MOST_COMMITS) throw tooMany(pullRequest);
  }
  return commits;
}

/** A merge that GitHub made and signed, of something that is none of the pull request's own commits. */
function isUpdate({ committer, parents, commit }: ListedCommit, own: ReadonlySet<string>): boolean {
  const [, merged, ...more] = parents;
  if (merged === undefined || more.length > 0 || own.has(merged.sha)) return false;
  return committer?.login === GITHUB && commit.verification?.verified === true;
}

function workersOn({ author, committer }: ListedCommit): readonly string[] {
  const logins = [author?.login, committer?.login].map((login) => login ?? 'unknown');
  return logins.filter((login) => login !== GITHUB);
}

function tooMany(pullRequest: number): ChangeoverError {
  return new ChangeoverError({
    code: 'github',
    message: `Pull request ${pullRequest} has ${MOST_COMMITS} commits or more, and GitHub lists no further ones: whose work it is cannot be said.`,
    hint: 'Squash its commits, so that owners can approve it.',
  });
}
