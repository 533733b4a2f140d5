import { systemClock } from '../../src/engine/clock.ts';
import { type GithubClient, type GithubOptions, githubClient } from '../../src/github/client.ts';
import type { FakeGithub } from '../support/github/github.ts';
import type { PullRequestFixture } from '../support/github/pull-request.ts';

/** The real client on the stand-in, with waits of milliseconds. */
export function openClient(
  github: FakeGithub,
  pull: PullRequestFixture,
  options: Partial<GithubOptions> = {},
): GithubClient {
  const { owner, repo } = pull;
  return githubClient({
    token: github.token(),
    apiUrl: github.url,
    owner,
    repo,
    clock: systemClock,
    waitUnitMs: 1,
    ...options,
  });
}
