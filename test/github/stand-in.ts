import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { GithubClient, GithubOptions } from '../../src/github/client.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

/** GitHub as the tests of one file see it. */
export interface StandIn {
  readonly github: FakeGithub;
  readonly pull: PullRequestFixture;
  /** The real client on it, with a token of its own. */
  client(options?: Partial<GithubOptions>): GithubClient;
}

interface StandInOptions {
  /** The tests ask for what the stand-in answers otherwise than GitHub's description of its API says. */
  readonly answersDiffer?: true;
}

/**
 * Starts the stand-in for GitHub for the tests of the file that calls this, with one pull request for all of them or a new one
 * for each. After every test nothing may have been asked that GitHub's API does not have, and no fault is left to the next.
 */
export function standIn(pulls: 'one a file' | 'one a test', { answersDiffer }: StandInOptions = {}): StandIn {
  let github: FakeGithub;
  let pull: PullRequestFixture;
  const open = async () => {
    pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
  };
  beforeAll(async () => {
    github = await startGithub();
    if (pulls === 'one a file') await open();
  });
  if (pulls === 'one a test') beforeEach(open);
  afterEach(() => {
    expect(github.violations).toEqual([]);
    if (answersDiffer !== true) expect(github.answerViolations).toEqual([]);
    github.faults.clear();
  });
  afterAll(async () => {
    await github.close();
  });
  return {
    get github() {
      return github;
    },
    get pull() {
      return pull;
    },
    client: (options) => openClient(github, pull, options),
  };
}
