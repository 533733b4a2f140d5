import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readReviews } from '../../../src/commands/steps/read-reviews.ts';
import { openClient } from '../../github/open-client.ts';
import { type FakeGithub, startGithub } from '../../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../../support/github/pull-request.ts';

let github: FakeGithub;
let pull: PullRequestFixture;

beforeAll(async () => {
  github = await startGithub();
});

beforeEach(async () => {
  pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
});

afterEach(() => {
  github.faults.clear();
});

afterAll(async () => {
  await github.close();
});

const LENA = { login: 'lena', type: 'User' };
const states = async () => {
  const { number, headSha } = pull;
  return (await readReviews(openClient(github, pull), { number, headSha })).map(({ state }) => state);
};
const happened = (event: string, inMs: number) =>
  github.overrides.conversation.happened(
    pull.repository,
    pull.number,
    event,
    new Date(Date.now() + inMs).toISOString(),
  );

it('are all of them while the pull request has led into the same branch', async () => {
  await pull.reviewAs(LENA);
  happened('labeled', 60_000);
  happened('head_ref_force_pushed', 60_000);
  happened('base_ref_changed', -3_600_000);
  expect(await states()).toEqual(['APPROVED']);
});

it.each(['base_ref_changed', 'automatic_base_change_succeeded'])(
  'are without approvals from before the pull request was pointed at another branch (%s)',
  async (event) => {
    await pull.reviewAs({ login: 'sara', type: 'User' }, 'REQUEST_CHANGES');
    await pull.reviewAs(LENA);
    happened(event, 60_000);
    expect(await states()).toEqual(['CHANGES_REQUESTED']);
  },
);

it('cannot be said when the events cannot be read, and need none where nobody approves the head', async () => {
  github.faults.add({ operation: 'issues/list-events', answer: 403, times: 9 });
  await pull.reviewAs(LENA, 'APPROVE', pull.sourceSha);
  expect(await states()).toEqual(['APPROVED']);
  await pull.reviewAs(LENA);
  await expect(states()).rejects.toThrow(/403/);
});
