import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { githubClient } from '../../src/github/client.ts';
import { githubRepository } from '../../src/github/repository.ts';

const sha = (digit: string) => digit.repeat(40);
const [FROM, TO] = [sha('a'), sha('b')];
const RENAMED = { path: 'new.ts', previousPath: 'old.ts', status: 'renamed' } as const;

let server: Server | undefined;
afterEach(() => server?.close());

/** A comparison as GitHub gives it for a binary file that moved: no patch and no lines, edited or not. */
async function repositoryWith(
  blobs: Readonly<Record<string, string>>,
  ids: { readonly from: string; readonly to: string },
) {
  const commit = (id: string) => ({ sha: id });
  const tree = (name: string, blob: string) => ({
    truncated: false,
    tree: [{ path: name, mode: '100644', sha: blob, size: blobs[blob]?.length ?? 0 }],
  });
  const answers = new Map<string, unknown>([
    [
      `compare/${FROM}...${TO}`,
      {
        base_commit: commit(FROM),
        merge_base_commit: commit(FROM),
        files: [{ filename: 'new.ts', previous_filename: 'old.ts', status: 'renamed', additions: 0, deletions: 0 }],
      },
    ],
    [`git/trees/${FROM}`, tree('old.ts', ids.from)],
    [`git/trees/${TO}`, tree('new.ts', ids.to)],
    ...Object.entries(blobs).map(
      ([id, text]) =>
        [
          `git/blobs/${id}`,
          { content: Buffer.from(text).toString('base64'), encoding: 'base64', size: text.length },
        ] as const,
    ),
  ]);
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/repos/o/r/', '');
    const answer = answers.get(path);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'Not Found' }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return githubRepository(
    githubClient({
      token: 't',
      apiUrl: `http://127.0.0.1:${port}`,
      owner: 'o',
      repo: 'r',
      clock: systemClock,
      waitUnitMs: 1,
    }),
  );
}

describe('a binary file that moved, of which GitHub counts no lines', () => {
  it('is not taken for unchanged when its content is another', async () => {
    const [old, now] = [sha('1'), sha('2')];
    const repository = await repositoryWith(
      { [old]: "M = 'gpt-4' // \0", [now]: "M = 'o3' // \0" },
      { from: old, to: now },
    );
    expect(await repository.diff(FROM, TO, RENAMED)).toBeUndefined();
  });

  it('has no changed lines when its content is the same', async () => {
    const same = sha('1');
    const repository = await repositoryWith({ [same]: "M = 'gpt-4' // \0" }, { from: same, to: same });
    expect(await repository.diff(FROM, TO, RENAMED)).toEqual({ removed: [], added: [] });
  });
});
