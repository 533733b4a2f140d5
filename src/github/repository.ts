import { z } from 'zod';
import type { ChangedFile, FileDiff, FileRead, Repository } from '../core/contracts/ports.ts';
import { diffFileReads, MAX_DIFF_BYTES } from '../core/repository/line-diff.ts';
import { contentId, readObject } from '../core/repository/objects.ts';
import { parsePatch } from '../core/repository/patch.ts';
import { changesBetweenTrees } from '../core/repository/tree-changes.ts';
import type { GithubClient } from './client.ts';
import { type ComparedFile, type Comparison, compareCommits } from './comparison.ts';
import { calling, failedRequest, parseAnswer } from './errors.ts';
import { GithubObjects } from './objects.ts';

/** A repository on GitHub, read by exact SHAs. Answers are immutable and asked for once. */
export interface GithubRepository extends Repository {
  /** Tip of a branch right now, and where the head left it; one request, which later questions about the two reuse. */
  sidesOf(branch: string, head: string): Promise<{ readonly tip: string; readonly mergeBase: string }>;
}

const Reference = z.object({ object: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }) });

/** Opens the client's repository for reading. */
export function githubRepository(client: GithubClient): GithubRepository {
  return new ApiRepository(client);
}

class ApiRepository implements GithubRepository {
  readonly #client: GithubClient;
  readonly #objects: GithubObjects;
  /** By `from...to`, with full SHAs. */
  readonly #comparisons = new Map<string, Promise<Comparison>>();
  /** Comparisons that list all that changed from one commit to another. */
  readonly #complete: { readonly from: string; readonly to: string; readonly paths: ReadonlySet<string> }[] = [];

  constructor(client: GithubClient) {
    this.#client = client;
    this.#objects = new GithubObjects(client);
  }

  async sidesOf(branch: string, head: string): Promise<{ readonly tip: string; readonly mergeBase: string }> {
    // The qualified name cannot be taken by a tag that is called like the branch.
    const comparison = await compareCommits(this.#client, `refs/heads/${branch}`, head).catch(
      async (error: unknown) => {
        const tip = await this.#branchTip(branch);
        if (tip === undefined) throw error;
        return await compareCommits(this.#client, tip, head);
      },
    );
    this.#keep(comparison, comparison.base, head);
    return { tip: comparison.base, mergeBase: comparison.mergeBase };
  }

  async mergeBase(a: string, b: string): Promise<string> {
    return a === b ? a : (await this.#compare(a, b)).mergeBase;
  }

  /** A file that no complete comparison names is the same on both its sides, and is read on the older one. */
  async read(commit: string, path: string): Promise<FileRead> {
    const same = this.#complete.find((known) => known.to === commit && !isTouched(path, known.paths));
    return await readObject(this.#objects, same?.from ?? commit, path);
  }

  async changedFiles(from: string, to: string): Promise<readonly ChangedFile[]> {
    if (from === to) return [];
    const comparison = await this.#compare(from, to);
    if (comparison.mergeBase === from && comparison.complete) return comparison.files.map(({ change }) => change);
    const [older, newer] = [await this.#objects.rootTree(from), await this.#objects.rootTree(to)];
    return await changesBetweenTrees(this.#objects, older, newer);
  }

  async diff(from: string, to: string, file: ChangedFile): Promise<FileDiff | undefined> {
    const comparison = await this.#compare(from, to);
    const compared = comparison.files.find(({ change }) => change.path === file.path);
    const listed = comparison.mergeBase === from && compared !== undefined ? listedDiff(compared) : undefined;
    if (listed !== undefined) return listed;
    if (await this.#isSameContent(from, to, file)) return { removed: [], added: [] };
    const older = readObject(this.#objects, from, file.previousPath ?? file.path, MAX_DIFF_BYTES);
    const newer = readObject(this.#objects, to, file.path, MAX_DIFF_BYTES);
    return diffFileReads(...(await Promise.all([older, newer])));
  }

  /** GitHub counts no lines of a binary file, so that one that moved with an edit looks like one that only moved. */
  async #isSameContent(from: string, to: string, { path, previousPath }: ChangedFile): Promise<boolean> {
    if (previousPath === undefined) return false;
    const [older, newer] = [contentId(this.#objects, from, previousPath), contentId(this.#objects, to, path)];
    return (await older) !== undefined && (await older) === (await newer);
  }

  #compare(from: string, to: string): Promise<Comparison> {
    const known = this.#comparisons.get(`${from}...${to}`);
    if (known !== undefined) return known;
    const asked = compareCommits(this.#client, from, to);
    this.#comparisons.set(`${from}...${to}`, asked);
    asked.then(
      (comparison) => this.#keep(comparison, from, to),
      () => this.#comparisons.delete(`${from}...${to}`),
    );
    return asked;
  }

  /** A comparison is about its merge base and head, and so answers for that pair too. */
  #keep(comparison: Comparison, from: string, to: string): void {
    const { mergeBase, files, complete } = comparison;
    for (const older of [from, mergeBase]) this.#comparisons.set(`${older}...${to}`, Promise.resolve(comparison));
    if (!complete) return;
    const paths = files.flatMap(({ change }) => [change.path, ...(change.previousPath ? [change.previousPath] : [])]);
    this.#complete.push({ from: mergeBase, to, paths: new Set(paths) });
  }

  async #branchTip(branch: string): Promise<string | undefined> {
    const { owner, repo, rest } = this.#client;
    const request = { owner, repo, ref: `heads/${branch}` };
    const found = await calling(`find the branch ${branch}`, 'contents: read', () =>
      rest.git.getRef(request).catch((error: unknown) => {
        if (failedRequest(error)?.status === 404) return undefined;
        throw error;
      }),
    );
    return found === undefined ? undefined : parseAnswer(Reference, found.data, `the branch ${branch}`).object.sha;
  }
}

/** Whether a path, a folder above it or anything below it is among the changed ones. */
function isTouched(path: string, changed: ReadonlySet<string>): boolean {
  const parts = path.split('/');
  if (parts.some((_, index) => changed.has(parts.slice(0, index + 1).join('/')))) return true;
  return [...changed].some((other) => other.startsWith(`${path}/`));
}

/** The comparison's own patch, when it holds all the lines that the comparison counted. */
function listedDiff(file: ComparedFile): FileDiff | undefined {
  const diff = parsePatch(file.patch ?? '?');
  const isWhole = diff?.added.length === file.additions && diff.removed.length === file.deletions;
  return isWhole ? diff : undefined;
}
