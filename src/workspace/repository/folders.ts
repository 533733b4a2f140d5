import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, sha256 } from '../../core/contracts/digest.ts';
import type { Repository } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { diffFileReads } from '../../core/repository/line-diff.ts';
import { type ObjectSource, readObject, type TreeEntry } from '../../core/repository/objects.ts';
import { changesBetweenTrees } from '../../core/repository/tree-changes.ts';

/** Two folders that stand for two commits of one history, e.g. an example pull request. */
export interface Folders {
  readonly repository: Repository;
  /** Made-up commit IDs, 40 hexadecimal digits, that follow from the folders' contents. */
  readonly base: string;
  readonly head: string;
}

/** Reads both folders into memory as the two sides of a pull request. Symbolic links are told, not followed. */
export async function openFolders(folders: { readonly base: string; readonly head: string }): Promise<Folders> {
  const objects = new FolderObjects();
  const base = await objects.addCommit(folders.base);
  const head = await objects.addCommit(folders.head);
  return { repository: folderRepository(objects, base), base, head };
}

function folderRepository(objects: FolderObjects, base: string): Repository {
  const read: Repository['read'] = (commit, path) => readObject(objects, commit, path);
  return {
    read,
    async mergeBase(a, b) {
      await Promise.all([objects.rootTree(a), objects.rootTree(b)]);
      return a === b ? a : base;
    },
    async changedFiles(from, to) {
      return await changesBetweenTrees(objects, await objects.rootTree(from), await objects.rootTree(to));
    },
    async diff(from, to, file) {
      return diffFileReads(await read(from, file.previousPath ?? file.path), await read(to, file.path));
    },
  };
}

class FolderObjects implements ObjectSource {
  readonly #commits = new Map<string, string>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #blobs = new Map<string, Uint8Array>();

  async addCommit(folder: string): Promise<string> {
    const tree = await this.#addTree(folder);
    const commit = tree.slice(0, 40);
    this.#commits.set(commit, tree);
    return commit;
  }

  async rootTree(commit: string): Promise<string> {
    const tree = this.#commits.get(commit);
    if (tree !== undefined) return tree;
    throw new ChangeoverError({
      code: 'repository',
      message: `No folder stands for commit ${JSON.stringify(commit)}.`,
    });
  }

  async tree(object: string): Promise<readonly TreeEntry[]> {
    return this.#trees.get(object) ?? [];
  }

  async blob(object: string, limit: number): Promise<Uint8Array | { readonly size: number }> {
    const bytes = this.#blobs.get(object) ?? new Uint8Array();
    return bytes.length > limit ? { size: bytes.length } : bytes;
  }

  async #addTree(folder: string): Promise<string> {
    const names = (await readdir(folder)).sort();
    const entries: TreeEntry[] = [];
    for (const name of names) {
      const entry = await this.#addEntry(folder, name);
      if (entry !== undefined) entries.push(entry);
    }
    const object = digestOf(entries);
    this.#trees.set(object, entries);
    return object;
  }

  async #addEntry(folder: string, name: string): Promise<TreeEntry | undefined> {
    const path = join(folder, name);
    const stats = await lstat(path);
    if (stats.isDirectory()) return { name, mode: '040000', object: await this.#addTree(path) };
    if (stats.isSymbolicLink())
      return { name, mode: '120000', object: this.#addBlob(Buffer.from(await readlink(path))) };
    return stats.isFile() ? { name, mode: '100644', object: this.#addBlob(await readFile(path)) } : undefined;
  }

  #addBlob(content: Uint8Array): string {
    const object = sha256(content);
    this.#blobs.set(object, content);
    return object;
  }
}
