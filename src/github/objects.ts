import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { ObjectSource, TreeEntry } from '../core/repository/objects.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { LARGE_ANSWER, largeAnswer } from './large-answer.ts';

const Tree = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: z.string(), size: z.number().optional() })),
});
type Listed = z.infer<typeof Tree>['tree'][number];

const Blob = z.object({ content: z.string(), encoding: z.literal('base64'), size: z.number() });

/**
 * A repository's objects through GitHub's API. Everything is asked for by content-addressed ID and therefore asked for once. A
 * commit's trees come in one answer where GitHub can give it (100,000 entries), else folder by folder as they are needed.
 */
export class GithubObjects implements ObjectSource {
  readonly #client: GithubClient;
  readonly #roots = new Map<string, Promise<string>>();
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>();
  readonly #blobs = new Map<string, Promise<Uint8Array>>();
  /** Bytes of every blob that was listed. */
  readonly #sizes = new Map<string, number>();

  constructor(client: GithubClient) {
    this.#client = client;
  }

  /** The API takes a commit for its root tree, so the commit's own ID stands for it. */
  rootTree(commit: string): Promise<string> {
    return remembered(this.#roots, commit, () => this.#loadCommit(commit));
  }

  tree(object: string): Promise<readonly TreeEntry[]> {
    return remembered(this.#trees, object, async () => {
      const { tree } = await this.#list(object, false);
      return tree.map((entry) => this.#entry(entry, entry.path));
    });
  }

  async blob(object: string, limit: number): Promise<Uint8Array | { readonly size: number }> {
    const size = this.#sizes.get(object) ?? 0;
    if (size > limit) return { size };
    const bytes = await remembered(this.#blobs, object, () => this.#download(object));
    return bytes.length > limit ? { size: bytes.length } : bytes;
  }

  async #loadCommit(commit: string): Promise<string> {
    const { tree, truncated } = await this.#list(commit, true);
    // A truncated list may have left out some of a folder's entries: none of its folders can be trusted to be whole.
    if (!truncated) this.#keepFolders(commit, tree);
    return commit;
  }

  #keepFolders(root: string, listed: readonly Listed[]): void {
    const folders = new Map<string, TreeEntry[]>([['', []]]);
    const ids = new Map([['', root]]);
    for (const entry of listed) {
      const slash = entry.path.lastIndexOf('/');
      const parent = slash < 0 ? '' : entry.path.slice(0, slash);
      const entries = folders.get(parent) ?? [];
      entries.push(this.#entry(entry, entry.path.slice(slash + 1)));
      folders.set(parent, entries);
      if (entry.mode === '040000') ids.set(entry.path, entry.sha);
    }
    for (const [path, entries] of folders) {
      const id = ids.get(path);
      if (id !== undefined) this.#trees.set(id, Promise.resolve(entries));
    }
  }

  #entry(listed: Listed, name: string): TreeEntry {
    if (listed.size !== undefined) this.#sizes.set(listed.sha, listed.size);
    return { name, mode: listed.mode, object: listed.sha };
  }

  async #list(object: string, recursive: boolean): Promise<z.infer<typeof Tree>> {
    const { owner, repo, rest } = this.#client;
    const request = { owner, repo, tree_sha: object, request: LARGE_ANSWER };
    const listed = await calling(`list the files of ${object}`, 'contents: read', async () => {
      const { data } = await rest.git.getTree({ ...request, ...(recursive ? { recursive: '1' } : {}) });
      return await largeAnswer(data);
    });
    return parseAnswer(Tree, listed, `the files of ${object}`);
  }

  async #download(object: string): Promise<Uint8Array> {
    const { owner, repo, rest } = this.#client;
    const read = await calling(`read blob ${object}`, 'contents: read', async () => {
      const { data } = await rest.git.getBlob({ owner, repo, file_sha: object, request: LARGE_ANSWER });
      return await largeAnswer(data);
    });
    const blob = parseAnswer(Blob, read, `blob ${object}`);
    const bytes = new Uint8Array(Buffer.from(blob.content, 'base64'));
    if (bytes.length === blob.size) return bytes;
    const message = `GitHub gave ${bytes.length} of the ${blob.size} bytes of blob ${object}.`;
    throw new ChangeoverError({ code: 'github', message, hint: 'Run the job again.' });
  }
}

/** Asks once; a failure is not remembered. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const asked = ask().catch((error: unknown) => {
    known.delete(key);
    throw error;
  });
  known.set(key, asked);
  return asked;
}
