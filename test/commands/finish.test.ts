import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { finish } from '../../src/commands/finish.ts';
import { setStatus } from '../../src/github/status.ts';
import { openClient } from '../github/open-client.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest } from '../support/github/pull-request.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  github.faults.clear();
});

afterAll(() => github.close());

type State = 'pending' | 'success' | 'failure';

/** A commit on which runs have written these statuses, the oldest first. */
async function written(...statuses: readonly (readonly [run: number, state: State])[]) {
  const pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
  const client = openClient(github, pull);
  const page = (run: number) => `https://github.com/${pull.repository}/actions/runs/${run}?pr=${pull.number}`;
  const place = { sha: pull.headSha, context: 'changeover' };
  for (const [run, state] of statuses) {
    await setStatus(client, { ...place, state, description: `of ${run}`, targetUrl: page(run) });
  }
  return {
    ended: () => finish(client, { ...place, page: page(1) }),
    standing: () => pull.statuses().map(({ state, targetUrl }) => [targetUrl === page(1) ? 1 : 2, state]),
  };
}

describe('the status that a killed run left', () => {
  it('is ended where it is pending', async () => {
    const { ended, standing } = await written([1, 'pending']);
    expect(await ended()).toBe(true);
    expect(standing()).toEqual([
      [1, 'error'],
      [1, 'pending'],
    ]);
  });

  it('is ended where it was not written yet, or its answer was lost', async () => {
    const { ended, standing } = await written();
    expect(await ended()).toBe(true);
    expect(standing()).toEqual([[1, 'error']]);
  });

  it('is ended where GitHub does not say how it stands', async () => {
    const { ended, standing } = await written([1, 'success']);
    github.faults.add({ operation: 'repos/list-commit-statuses-for-ref', answer: 500, times: 4 });
    expect(await ended()).toBe(true);
    expect(standing()[0]).toEqual([1, 'error']);
  });

  it.each([
    [
      'its own last word',
      [
        [1, 'pending'],
        [1, 'failure'],
      ],
    ],
    [
      'an older run that still reports',
      [
        [2, 'pending'],
        [1, 'pending'],
        [1, 'success'],
        [2, 'pending'],
      ],
    ],
    [
      'a newer run that is on its way',
      [
        [1, 'pending'],
        [2, 'pending'],
      ],
    ],
    [
      "a newer run's last word",
      [
        [1, 'pending'],
        [2, 'pending'],
        [2, 'success'],
      ],
    ],
  ] as const)('is left alone behind %s', async (_, statuses) => {
    const { ended, standing } = await written(...statuses);
    expect(await ended()).toBe(false);
    expect(standing()).toHaveLength(statuses.length);
  });

  it("gives a newer run's last word back where an update of its own covers it", async () => {
    const { ended, standing } = await written([1, 'pending'], [2, 'pending'], [2, 'failure'], [1, 'pending']);
    expect(await ended()).toBe(false);
    expect(standing()[0]).toEqual([2, 'failure']);
  });
});
