import { z } from 'zod';
import type { ChangedFile } from '../core/contracts/ports.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { LARGE_ANSWER, largeAnswer } from './large-answer.ts';

/** What GitHub's comparison of two commits says. */
export interface Comparison {
  /** The first of the two commits, where a branch was named. */
  readonly base: string;
  readonly mergeBase: string;
  /** Files that differ between merge base and head: at most 300. */
  readonly files: readonly ComparedFile[];
  /** Whether these are all. */
  readonly complete: boolean;
}

export interface ComparedFile {
  readonly change: ChangedFile;
  /** Hunks of a unified diff; absent for binary and large files, and without notice when all are too large together. */
  readonly patch?: string;
  readonly additions: number;
  readonly deletions: number;
}

/** GitHub lists no more files than this in a comparison, and does not say when it has left some out. */
const MOST_FILES = 300;

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const File = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.enum(['added', 'removed', 'modified', 'renamed', 'copied', 'changed', 'unchanged']),
  additions: z.number(),
  deletions: z.number(),
  patch: z.string().optional(),
});
const Answer = z.object({
  base_commit: z.object({ sha: Sha }),
  merge_base_commit: z.object({ sha: Sha }),
  files: z.array(File).default([]),
});

/** Compares two commits from their merge base on. `base` may be a fully qualified branch, `refs/heads/main`. One request. */
export async function compareCommits(client: GithubClient, base: string, head: string): Promise<Comparison> {
  const { owner, repo, rest } = client;
  // The files come whole with the first page of commits, however short; the commits themselves are not needed.
  const request = { owner, repo, basehead: `${base}...${head}`, per_page: 1, request: LARGE_ANSWER };
  const compared = await calling(`compare ${base} with ${head}`, 'contents: read', async () => {
    const { data } = await rest.repos.compareCommitsWithBasehead(request);
    return await largeAnswer(data);
  });
  const answer = parseAnswer(Answer, compared, `the comparison of ${base} with ${head}`);
  return {
    base: answer.base_commit.sha,
    mergeBase: answer.merge_base_commit.sha,
    files: answer.files.filter(({ status }) => status !== 'unchanged').map(comparedFile),
    complete: answer.files.length < MOST_FILES,
  };
}

function comparedFile(file: z.infer<typeof File>): ComparedFile {
  return {
    change: changedFile(file),
    additions: file.additions,
    deletions: file.deletions,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
  };
}

function changedFile({ filename, previous_filename: previousPath, status }: z.infer<typeof File>): ChangedFile {
  switch (status) {
    case 'added':
    case 'copied':
      return { path: filename, status: 'added' };
    case 'removed':
      return { path: filename, status: 'removed' };
    case 'renamed':
      return { path: filename, status: 'renamed', ...(previousPath === undefined ? {} : { previousPath }) };
    default:
      return { path: filename, status: 'modified' };
  }
}
