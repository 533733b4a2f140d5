import type { FileRead } from '../contracts/ports.ts';
import { pathSegments } from './path-segments.ts';

/** Largest file that is read, in bytes; datasets are the largest that anyone needs. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** One name in a folder of a commit. */
export interface TreeEntry {
  readonly name: string;
  /** Git's mode in octal digits: `100644`, `100755`, `120000` (symbolic link), `040000` (folder), `160000` (submodule). */
  readonly mode: string;
  /** ID of the blob, tree or, for a submodule, foreign commit. Equal IDs mean equal content. */
  readonly object: string;
}

/** Git's object model, wherever the objects are. All IDs are content-addressed, so answers may be kept for ever. */
export interface ObjectSource {
  /** ID of a commit's root tree. Throws a ChangeoverError of code `repository` when the commit is not there. */
  rootTree(commit: string): Promise<string>;
  /** Entries of one folder, without those below. */
  tree(object: string): Promise<readonly TreeEntry[]>;
  /** A blob's content, or its size in bytes when that is over the limit. */
  blob(object: string, limit: number): Promise<Uint8Array | { readonly size: number }>;
}

type EntryKind = 'file' | 'directory' | 'symlink' | 'submodule';

export function entryKind(mode: string): EntryKind {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '040000' || mode === '40000' ? 'directory' : 'file';
}

/**
 * Reads one file of a commit, folder by folder, so that no symbolic link is ever followed. Throws on an unsafe path.
 *
 * @param limit largest content that is read, in bytes.
 */
export async function readObject(
  source: ObjectSource,
  commit: string,
  path: string,
  limit = MAX_FILE_BYTES,
): Promise<FileRead> {
  const found = await findObject(source, commit, path);
  return 'object' in found ? await readBlob(source, found.object, limit) : found;
}

/** ID of a file's content, which is not read; `undefined` when no file is there. Throws on an unsafe path. */
export async function contentId(source: ObjectSource, commit: string, path: string): Promise<string | undefined> {
  const found = await findObject(source, commit, path);
  return 'object' in found ? found.object : undefined;
}

/** The blob at a path, or what is there instead. */
async function findObject(
  source: ObjectSource,
  commit: string,
  path: string,
): Promise<{ readonly object: string } | Exclude<FileRead, { readonly kind: 'file' }>> {
  const segments = pathSegments(path);
  let tree = await source.rootTree(commit);
  for (const [index, name] of segments.entries()) {
    const entry = (await source.tree(tree)).find((candidate) => candidate.name === name);
    const isLast = index === segments.length - 1;
    if (entry === undefined) return { kind: 'missing' };
    const kind = entryKind(entry.mode);
    if (kind === 'symlink') return { kind, at: segments.slice(0, index + 1).join('/') };
    if (kind === 'submodule') return { kind };
    if (kind === 'file') return isLast ? { object: entry.object } : { kind: 'missing' };
    tree = entry.object;
  }
  return { kind: 'directory' };
}

async function readBlob(source: ObjectSource, object: string, limit: number): Promise<FileRead> {
  const content = await source.blob(object, limit);
  if (content instanceof Uint8Array) return { kind: 'file', bytes: content, blob: object };
  return { kind: 'too-large', size: content.size, limit };
}
