import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import type { ScoredCells } from '../../core/contracts/score.ts';
import type { PullRequest } from '../../github/pull-request.ts';
import { problemsOf } from './problems-of.ts';

/** Whose pull requests GitHub keeps the repository's secrets from. */
export type Stranger = 'fork' | 'dependabot';

/** `undefined` for a pull request whose runs have the repository's secrets. */
export function strangerOf({
  isFork,
  author,
  authorType,
}: Pick<PullRequest, 'isFork' | 'author' | 'authorType'>): Stranger | undefined {
  if (isFork) return 'fork';
  return author === 'dependabot[bot]' && authorType === 'Bot' ? 'dependabot' : undefined;
}

interface Advice {
  readonly message: string;
  readonly hint: string;
}

const BY_HAND = 'start a run for its number by hand (examples/workflows/changeover-by-hand.yml)';

/** What a maintainer does where a run has no credentials because of whose pull request it is. */
const ADVICE: Readonly<Record<Stranger, Advice>> = {
  fork: {
    message: "no credentials in a fork's pull request: a maintainer starts its run",
    hint: `After a look at the whole change: approve its run, where one waits for that (examples/workflows/changeover-forks-approved.yml); ${BY_HAND}; or push its commits to a branch of this repository.`,
  },
  dependabot: {
    message: "no credentials in Dependabot's pull request: a maintainer starts its run",
    hint: `Either ${BY_HAND}, or put the provider's credentials into the secrets of Dependabot (Settings → Secrets and variables → Dependabot). Running the job again changes nothing: it gets the same secrets.`,
  },
};

/**
 * A failure in problems. Where it is for lack of credentials, and no wonder because of whose pull request it is, the first of
 * them says what a maintainer does; the others say what was missing.
 */
export function explained(error: unknown, stranger: Stranger | undefined): readonly [Problem, ...Problem[]] {
  const problems = problemsOf(error);
  const isForAccess = problems.some(({ code }) => code === 'model-access');
  if (stranger === undefined || !isForAccess) return problems;
  const advice: Problem = { code: 'model-access', ...ADVICE[stranger] };
  return [advice, ...problems.filter(({ message }) => message !== advice.message)];
}

/** Throws a ChangeoverError where no call of a stranger's pull request was answered, and some were refused for want of credentials. */
export function throwIfLockedOut(cells: ScoredCells, stranger: Stranger | undefined): void {
  if (stranger === undefined || cells.length === 0) return;
  let isRefused = false;
  for (const { outcome, errorKind } of cells) {
    if (outcome !== 'failed') return;
    isRefused ||= errorKind === 'no-access';
  }
  if (isRefused) throw new ChangeoverError({ code: 'model-access', ...ADVICE[stranger] });
}
