import type { Upstream } from './upstream.ts';

/** A comment as far as the list of a repository's comments goes by it. */
interface Listed {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

const PAGE = 100;

/** All comments of some pull requests, as GitHub lists a repository's: the emulator takes that address for an issue's. */
export async function repositoryComments(
  upstream: Upstream,
  token: string,
  { repository, pulls, query }: { repository: string; pulls: readonly number[]; query: URLSearchParams },
): Promise<readonly Listed[]> {
  const comments: Listed[] = [];
  for (const number of pulls) comments.push(...(await commentsOf(upstream, token, `${repository}/issues/${number}`)));
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
  const by = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
  const sign = query.get('direction') === 'desc' ? -1 : 1;
  return comments
    .filter(({ updated_at }) => Date.parse(updated_at) >= since)
    .sort((a, b) => sign * (Date.parse(a[by]) - Date.parse(b[by]) || a.id - b.id));
}

async function commentsOf(upstream: Upstream, token: string, issue: string): Promise<readonly Listed[]> {
  const all: Listed[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/repos/${issue}/comments?per_page=${PAGE}&page=${page}`;
    const comments = await upstream.json<Listed[]>('GET', path, token);
    all.push(...comments);
    if (comments.length < PAGE) return all;
  }
}
