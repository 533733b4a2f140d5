import { describe, expect, it } from 'vitest';
import type { VerdictName } from '../../src/core/contracts/verdict.ts';
import type { GithubClient } from '../../src/github/client.ts';
import { reportedVerdicts } from '../../src/github/head-attempts.ts';
import { markPage, pageOfRun } from '../../src/github/run-page.ts';
import { setStatus } from '../../src/github/status.ts';
import { standIn } from './stand-in.ts';

const COMPARISON = 'ab'.repeat(32);

const at = standIn('one a test');
let runs = 0;

interface Reported {
  readonly state?: 'success' | 'failure' | 'error' | 'pending';
  readonly verdict?: VerdictName;
  readonly comparison?: string;
  readonly context?: string;
  /** Absent: this one. `null`: a merge group's. */
  readonly pullRequest?: number | null;
  readonly run?: number;
  readonly client?: GithubClient;
}

/** Writes a status as a run does, and resolves with its ID. */
function report({ state = 'failure', verdict = 'fail', comparison = COMPARISON, ...more }: Reported = {}) {
  const { context = 'changeover', pullRequest = at.pull.number, run = ++runs } = more;
  const page = pageOfRun(`https://github.com/o/r/actions/runs/${run}`, pullRequest ?? undefined) ?? '';
  return setStatus(more.client ?? at.client(), {
    sha: at.pull.headSha,
    context,
    state,
    description: 'd',
    targetUrl: state === 'pending' ? page : markPage(page, { attempt: { comparison, verdict } }),
  });
}

function told(before?: number, pullRequest: number | null = at.pull.number): Promise<readonly VerdictName[]> {
  const head = { headSha: at.pull.headSha, context: 'changeover' };
  const whose = pullRequest === null ? head : { ...head, pullRequest };
  return reportedVerdicts(at.client(), whose, { comparison: COMPARISON, before });
}

describe('reportedVerdicts', () => {
  it('is empty on a commit that nobody has evaluated', async () => {
    expect(await told()).toEqual([]);
    await report({ state: 'pending' });
    expect(await told()).toEqual([]);
  });

  it('are those of this comparison, the oldest first, by one request', async () => {
    await report({ verdict: 'inconclusive' });
    await report({ verdict: 'fail' });
    await report({ state: 'success', verdict: 'waived' });
    const before = at.github.requests.length;
    expect(await told()).toEqual(['inconclusive', 'fail', 'waived']);
    expect(at.github.requests.slice(before).map(({ operation }) => operation)).toEqual([
      'repos/list-commit-statuses-for-ref',
    ]);
  });

  it.each<[string, () => Reported]>([
    ['another comparison', () => ({ comparison: 'cd'.repeat(32) })],
    ['another base branch', () => ({ context: 'changeover (release)' })],
    ['another pull request of the same head', () => ({ pullRequest: at.pull.number + 1 })],
    ['another account', () => ({ client: at.client({ token: at.github.userToken('mallory') }) })],
    ['a run that decided nothing', () => ({ state: 'error', verdict: 'invalid' })],
  ])('are not those of %s', async (_, other) => {
    await report(other());
    expect(await told()).toEqual([]);
    await report();
    expect(await told()).toEqual(['fail']);
  });

  it('are not what came after this run had announced itself', async () => {
    await report({ verdict: 'inconclusive' });
    const announced = await report({ state: 'pending' });
    await report({ state: 'success', verdict: 'pass' });
    expect(await told(announced)).toEqual(['inconclusive']);
  });

  it('count a run once that had to say its word again', async () => {
    await report({ run: 900_001 });
    await report({ state: 'pending', run: 900_002 });
    await report({ run: 900_001 });
    expect(await told()).toEqual(['fail']);
  });

  it('are, of a merge group, those of runs for no pull request', async () => {
    await report({ pullRequest: null, verdict: 'inconclusive' });
    await report({ verdict: 'fail' });
    expect(await told(undefined, null)).toEqual(['inconclusive']);
  });

  it('are found among very many statuses', async () => {
    await report();
    const client = at.client();
    for (let n = 0; n < 120; n += 1) {
      await setStatus(client, { sha: at.pull.headSha, context: 'ci', state: 'pending', description: `step ${n}` });
    }
    expect(await told()).toEqual(['fail']);
  });

  it('cannot be said where GitHub does not', async () => {
    at.github.faults.add({ operation: 'repos/list-commit-statuses-for-ref', answer: 500, times: 4 });
    await expect(told()).rejects.toThrow('read the statuses');
  });
});
