import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { ObjectSource, TreeEntry } from '../../core/repository/objects.ts';
import { ByteQueue } from './byte-queue.ts';
import type { GitCommand } from './git-command.ts';

interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly size: number;
  /** Absent when the object is over the limit that was asked for. */
  readonly bytes?: Buffer;
}

/** Trees beyond this size in bytes are taken for an attack. */
const MAX_TREE_BYTES = 64 * 1024 * 1024;

/**
 * A repository's objects through one `git cat-file --batch`. Only object IDs are ever sent to it, never paths: nothing that
 * a file name holds can confuse the conversation.
 */
export class GitObjects implements ObjectSource {
  readonly #git: GitCommand;
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>();
  #process: { readonly child: ChildProcess; readonly output: ByteQueue } | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(git: GitCommand) {
    this.#git = git;
  }

  async hasCommit(commit: string): Promise<boolean> {
    return isObjectId(commit) && (await this.#get(`${commit}^{commit}`, MAX_TREE_BYTES)) !== undefined;
  }

  async rootTree(commit: string): Promise<string> {
    const tree = isObjectId(commit) ? await this.#get(`${commit}^{tree}`, MAX_TREE_BYTES) : undefined;
    if (tree === undefined) throw missingCommit(commit);
    return tree.id;
  }

  tree(object: string): Promise<readonly TreeEntry[]> {
    const known = this.#trees.get(object);
    if (known !== undefined) return known;
    const entries = this.#readTree(object);
    this.#trees.set(object, entries);
    return entries;
  }

  async blob(object: string, limit: number): Promise<Uint8Array | { readonly size: number }> {
    const blob = await this.#get(object, limit);
    if (blob?.type !== 'blob') throw missingObject(object);
    return blob.bytes ?? { size: blob.size };
  }

  /** Ends the process behind this; a later call starts another. */
  close(): void {
    this.#process?.child.kill();
    this.#process = undefined;
  }

  async #readTree(object: string): Promise<readonly TreeEntry[]> {
    const tree = await this.#get(object, MAX_TREE_BYTES);
    if (tree?.type !== 'tree' || tree.bytes === undefined) throw missingObject(object);
    return parseTree(tree.bytes, object.length / 2);
  }

  /** One question at a time: answers come in the order of the questions. */
  async #get(name: string, limit: number): Promise<GitObject | undefined> {
    const turn = this.#tail.then(() => this.#ask(name, limit));
    // Waited for, not held: an answer may be a whole dataset.
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return await turn;
  }

  async #ask(name: string, limit: number): Promise<GitObject | undefined> {
    const { child, output } = this.#running();
    keepAlive(child, true);
    try {
      child.stdin?.write(`${name}\n`);
      const [id = '', type = '', length] = (await output.line()).split(' ');
      if (length === undefined) return undefined;
      const size = Number(length);
      const isWanted = size <= limit;
      const bytes = isWanted ? await output.take(size) : undefined;
      await output.skip(isWanted ? 1 : size + 1);
      return { id, type, size, ...(bytes === undefined ? {} : { bytes }) };
    } catch (cause) {
      this.close();
      const message = `git could not read object ${name}.`;
      throw new ChangeoverError({ code: 'repository', message, hint: 'Check the clone with: git fsck' }, { cause });
    } finally {
      keepAlive(child, false);
    }
  }

  #running(): { readonly child: ChildProcess; readonly output: ByteQueue } {
    if (this.#process !== undefined) return this.#process;
    const child = this.#git.start('cat-file', '--batch');
    if (child.stdout === null) throw new Error('git was started without pipes');
    // A write to a process that has just ended is reported by its output ending.
    child.on('error', () => child.stdout?.destroy());
    child.stdin?.on('error', () => child.stdout?.destroy());
    this.#process = { child, output: new ByteQueue(child.stdout) };
    return this.#process;
  }
}

/** The process must not keep ours alive while nobody waits for it. */
function keepAlive(child: ChildProcess, alive: boolean): void {
  for (const handle of [child, child.stdin as Socket | null, child.stdout as Socket | null]) {
    if (alive) handle?.ref();
    else handle?.unref();
  }
}

/** A SHA-1 or SHA-256 object ID in full. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** A tree object is a run of `mode SP name NUL id`, the ID in binary. */
function parseTree(bytes: Buffer, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.toString('utf8', at, space).padStart(6, '0');
    const name = bytes.toString('utf8', space + 1, end);
    entries.push({ mode, name, object: bytes.toString('hex', end + 1, end + 1 + idBytes) });
    at = end + 1 + idBytes;
  }
  return entries;
}

/** For a commit that the clone does not have; the API, or a fetch, may. */
export function missingCommit(commit: string): ChangeoverError {
  return new ChangeoverError({
    code: 'repository',
    message: `Commit ${JSON.stringify(commit)} is not in this clone.`,
    hint: 'Fetch it (git fetch --unshallow in a shallow clone), or let actions/checkout fetch with fetch-depth: 0.',
  });
}

function missingObject(object: string): ChangeoverError {
  return new ChangeoverError({
    code: 'repository',
    message: `Object ${object} is not in this clone, which seems to be a partial one.`,
    hint: 'Use a clone without --filter.',
  });
}
