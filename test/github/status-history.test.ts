import { describe, expect, it } from 'vitest';
import { reportedVerdicts } from '../../src/github/head-attempts.ts';
import { headReports } from '../../src/github/head-history.ts';
import { setStatus } from '../../src/github/status.ts';
import { statusHistory } from '../../src/github/status-history.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a test');
const LISTING = 'repos/list-commit-statuses-for-ref';

/** Writes a status on the pull request's head, and resolves with its ID. */
function write(context = 'changeover'): Promise<number> {
  return setStatus(at.client(), { sha: at.pull.headSha, context, state: 'pending', description: 'd' });
}

const listings = () => at.github.requests.filter(({ operation }) => operation === LISTING).length;

/** IDs that are listed, and how often GitHub was asked for it. */
async function listed(history: ReturnType<typeof statusHistory>, sha: string, holding?: number) {
  const before = listings();
  const statuses = await history.list(sha, holding);
  return { ids: statuses.map(({ id }) => id), asked: listings() - before };
}

describe('statusHistory', () => {
  it('takes what was listed before for all that came before a status that is in it', async () => {
    const history = statusHistory(at.client());
    const first = await write('ci');
    const announced = await write();
    const ids = [announced, first];
    expect(await listed(history, at.pull.headSha, announced)).toEqual({ ids, asked: 1 });
    const later = await write();
    expect(await listed(history, at.pull.headSha, announced)).toEqual({ ids, asked: 0 });
    expect(await listed(history, at.pull.headSha, later)).toEqual({ ids: [later, ...ids], asked: 1 });
  });

  it('lists anew what has to be fresh, and remembers that', async () => {
    const history = statusHistory(at.client());
    const announced = await write();
    expect(await listed(history, at.pull.headSha)).toEqual({ ids: [announced], asked: 1 });
    const later = await write();
    expect(await listed(history, at.pull.headSha)).toEqual({ ids: [later, announced], asked: 1 });
    expect(await listed(history, at.pull.headSha, announced)).toEqual({ ids: [later, announced], asked: 0 });
  });

  it('takes no commit for another', async () => {
    const history = statusHistory(at.client());
    const announced = await write();
    await history.list(at.pull.headSha);
    expect(await listed(history, at.pull.sourceSha, announced)).toEqual({ ids: [], asked: 1 });
  });

  it('remembers nothing that GitHub did not say', async () => {
    const history = statusHistory(at.client());
    const announced = await write();
    at.github.faults.add({ operation: LISTING, answer: 404, body: { message: 'Not Found' } });
    await expect(history.list(at.pull.headSha, announced)).rejects.toThrow('read the statuses');
    expect(await listed(history, at.pull.headSha, announced)).toEqual({ ids: [announced], asked: 1 });
  });

  it('lets the commands on a head and its earlier attempts share one listing', async () => {
    const { number: pullRequest, headSha } = at.pull;
    const head = { pullRequest, headSha, context: 'changeover' };
    const asked = { comparison: 'ab'.repeat(32), before: await write() };
    const client = at.client();
    const before = listings();
    const shared = statusHistory(client);
    await headReports(client, head, shared);
    await reportedVerdicts(client, head, { ...asked, history: shared });
    expect(listings() - before).toBe(1);
    // Commands come last: what they are about may be newer than what was listed for the attempts.
    const fresh = statusHistory(client);
    await reportedVerdicts(client, head, { ...asked, history: fresh });
    await headReports(client, head, fresh);
    expect(listings() - before).toBe(3);
  });
});
