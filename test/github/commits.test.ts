import { describe, expect, it } from 'vitest';
import { listCommitters } from '../../src/github/commits.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a file');

interface Told {
  readonly sha?: string;
  readonly author?: string | null;
  readonly committer?: string | null;
  readonly parents?: readonly string[];
  readonly verified?: boolean;
}

/** A commit as GitHub lists it, but for members that nobody reads. */
function commit({
  sha = 'c1',
  author = 'devi',
  committer = 'devi',
  parents = ['base'],
  verified = false,
}: Told): object {
  const account = (login: string | null) => (login === null ? null : { login });
  return {
    sha,
    author: account(author),
    committer: account(committer),
    parents: parents.map((parent) => ({ sha: parent })),
    commit: { verification: { verified } },
  };
}

async function committers(...commits: readonly object[]): Promise<readonly string[]> {
  at.github.faults.add({ operation: 'pulls/list-commits', answer: 200, body: commits });
  return await listCommitters(at.client(), at.pull.number);
}

/** As GitHub makes it when somebody presses "Update branch". */
const UPDATE: Told = {
  sha: 'm1',
  author: 'lena',
  committer: 'web-flow',
  parents: ['c1', 'tip-of-the-base'],
  verified: true,
};

describe('listCommitters', () => {
  it('names everybody who wrote or committed, once, whatever the case', async () => {
    const found = await committers(
      commit({}),
      commit({ sha: 'c2', author: 'Devi', committer: 'sara' }),
      commit({ sha: 'c3', author: null }),
    );
    expect(found.map((login) => login.toLowerCase())).toEqual(['devi', 'sara', 'unknown']);
  });

  it('counts what somebody did in the browser as theirs', async () => {
    expect(await committers(commit({ author: 'lena', committer: 'web-flow', verified: true }))).toEqual(['lena']);
  });

  it('leaves updates from the base out that GitHub made, and no other merge', async () => {
    expect(await committers(commit({}), commit(UPDATE))).toEqual(['devi']);
    const others: readonly Told[] = [
      { ...UPDATE, verified: false },
      { ...UPDATE, committer: 'lena' },
      { ...UPDATE, parents: ['base', 'c1'] }, // of another branch's commits, which the pull request then has
      { ...UPDATE, parents: ['c1', 'tip-of-the-base', 'third'] },
    ];
    for (const other of others) expect(await committers(commit({}), commit(other))).toEqual(['devi', 'lena']);
  });

  it('reads the commits of a pull request, whose authors have no account in the stand-in', async () => {
    expect(await listCommitters(at.client(), at.pull.number)).toEqual(['unknown']);
    expect(at.github.requests.at(-1)).toMatchObject({ query: '?per_page=100&page=1' });
  });

  it('is an error where GitHub does not list all commits', async () => {
    for (let page = 0; page < 3; page += 1) {
      const body = Array.from({ length: 100 }, (_, index) => commit({ sha: `${page}-${index}` }));
      at.github.faults.add({ operation: 'pulls/list-commits', answer: 200, body });
    }
    await expect(listCommitters(at.client(), at.pull.number)).rejects.toThrow('has 250 commits or more');
  });

  it('is an error where GitHub does not answer, or answers something else', async () => {
    at.github.faults.add({ operation: 'pulls/list-commits', answer: 403, body: { message: 'Forbidden' } });
    await expect(listCommitters(at.client(), at.pull.number)).rejects.toThrow('read the commits');
    await expect(committers({ sha: 5 })).rejects.toThrow("GitHub's answer about the commits");
  });
});
