import type { ChangedFile } from '../contracts/ports.ts';
import { entryKind, type ObjectSource, type TreeEntry } from './objects.ts';

interface PathChange {
  readonly path: string;
  readonly older?: TreeEntry;
  readonly newer?: TreeEntry;
}

/**
 * All files that differ between two trees, sorted by path, however many they are. Folders with equal IDs are not opened, so
 * the cost follows the change and not the size of the repository. A file that left one path and stands unchanged at
 * another is one rename; renames with edits are an addition and a removal.
 */
export async function changesBetweenTrees(source: ObjectSource, from: string, to: string): Promise<ChangedFile[]> {
  const changes = await treeChanges(source, '', from, to);
  return pairRenames(changes).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function treeChanges(
  source: ObjectSource,
  prefix: string,
  from: string | undefined,
  to: string | undefined,
): Promise<PathChange[]> {
  if (from === to) return [];
  const [older, newer] = await Promise.all([entriesOf(source, from), entriesOf(source, to)]);
  const names = new Set([...older.keys(), ...newer.keys()]);
  const changes = [...names].map((name) => entryChanges(source, prefix + name, older.get(name), newer.get(name)));
  return (await Promise.all(changes)).flat();
}

async function entryChanges(
  source: ObjectSource,
  path: string,
  older: TreeEntry | undefined,
  newer: TreeEntry | undefined,
): Promise<PathChange[]> {
  if (older?.object === newer?.object && older?.mode === newer?.mode) return [];
  const folders = [older, newer].map((entry) => (entry !== undefined && isFolder(entry) ? entry.object : undefined));
  const below = await treeChanges(source, `${path}/`, folders[0], folders[1]);
  const file = {
    ...(older === undefined || isFolder(older) ? {} : { older }),
    ...(newer === undefined || isFolder(newer) ? {} : { newer }),
  };
  return Object.keys(file).length === 0 ? below : [{ path, ...file }, ...below];
}

async function entriesOf(source: ObjectSource, tree: string | undefined): Promise<Map<string, TreeEntry>> {
  const entries = tree === undefined ? [] : await source.tree(tree);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function isFolder(entry: TreeEntry): boolean {
  return entryKind(entry.mode) === 'directory';
}

function pairRenames(changes: readonly PathChange[]): ChangedFile[] {
  const lost = new Map<string, string[]>();
  for (const { path, older, newer } of changes) {
    if (older !== undefined && newer === undefined) lost.set(older.object, [...(lost.get(older.object) ?? []), path]);
  }
  const renamedAway = new Set<string>();
  const files = changes.flatMap(({ path, older, newer }): ChangedFile[] => {
    if (newer === undefined) return [];
    if (older !== undefined) return [{ path, status: 'modified' }];
    const previousPath = takeBest(lost.get(newer.object), path);
    if (previousPath === undefined) return [{ path, status: 'added' }];
    renamedAway.add(previousPath);
    return [{ path, previousPath, status: 'renamed' }];
  });
  const removed = changes.filter(({ path, newer }) => newer === undefined && !renamedAway.has(path));
  return [...files, ...removed.map(({ path }): ChangedFile => ({ path, status: 'removed' }))];
}

/** Takes the candidate with the same file name, else the first. */
function takeBest(candidates: string[] | undefined, path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const same = candidates?.findIndex((candidate) => candidate.endsWith(`/${name}`) || candidate === name) ?? -1;
  return candidates?.splice(Math.max(same, 0), 1)[0];
}
