import { sidesInDoubt, withoutFactors } from '../../core/change/block-comment-lines.ts';
import { scanStyleOf } from '../../core/change/scanned-files.ts';
import type { ScannedFile } from '../../core/change/uncovered.ts';
import type { ChangedFile, FileDiff, FileRead, Repository } from '../../core/contracts/ports.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import { diffFileReads } from '../../core/repository/line-diff.ts';

/** Diffs that are read at the same time. */
const AT_ONCE = 8;
/** Kinds of files that are data when they have always been too large to compare: nothing is missed when they are left out. */
const DATA = /\.(?:json|jsonc|json5|sql|xml|ya?ml)$/i;

/**
 * The diffs of the changed files that are scanned for model IDs. Source that cannot be compared, because it is binary, too
 * large or a symbolic link to somewhere else, is a problem: an ID in it would go unseen. `excluded`: paths that measure, not
 * run.
 */
export async function readChangedFiles(
  repository: Repository,
  commits: { readonly source: string; readonly target: string },
  changed: readonly ChangedFile[],
  excluded: ReadonlySet<string>,
): Promise<{ readonly files: readonly ScannedFile[]; readonly problems: readonly Problem[] }> {
  const files = changed.flatMap((file) => scannedPart(file, excluded));
  const scanned: ScannedFile[] = [];
  const problems: Problem[] = [];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const batch = files.slice(start, start + AT_ONCE);
    const diffs = await Promise.all(batch.map((file) => repository.diff(commits.source, commits.target, file)));
    for (const [index, file] of batch.entries()) {
      const diff = diffs[index];
      if (diff) scanned.push({ file, diff: await withoutDoubt(repository, commits, file, diff) });
      else problems.push(...(await whyNotCompared(repository, commits, file)));
    }
  }
  return { files: scanned, problems };
}

/** Reads the whole file where a line alone does not tell a comment from code. */
async function withoutDoubt(
  repository: Repository,
  { source, target }: { readonly source: string; readonly target: string },
  file: ChangedFile,
  diff: FileDiff,
): Promise<FileDiff> {
  const style = scanStyleOf(file.path);
  const sides = style ? sidesInDoubt(diff, style) : [];
  const removed = sides.includes('removed')
    ? withoutFactors(diff.removed, await repository.read(source, file.previousPath ?? file.path))
    : diff.removed;
  const added = sides.includes('added')
    ? withoutFactors(diff.added, await repository.read(target, file.path))
    : diff.added;
  return { removed, added };
}

/** A file that moved into or out of what is scanned came or went as far as scanning is concerned. */
function scannedPart(file: ChangedFile, excluded: ReadonlySet<string>): readonly ChangedFile[] {
  const isScanned = (path: string) => !excluded.has(path) && scanStyleOf(path) !== undefined;
  const old = file.previousPath ?? file.path;
  const [was, is] = [isScanned(old), isScanned(file.path)];
  if (was && is) return [file];
  if (is) return [{ path: file.path, status: 'added' }];
  return was ? [{ path: old, status: 'removed' }] : [];
}

/**
 * What goes unseen without a diff. A symbolic link or a submodule holds no lines; what a link leads to is scanned under its own
 * name, but where it leads is nowhere else to be seen.
 */
async function whyNotCompared(
  repository: Repository,
  { source, target }: { readonly source: string; readonly target: string },
  file: ChangedFile,
): Promise<readonly Problem[]> {
  const [older, newer] = await Promise.all([
    repository.read(source, file.previousPath ?? file.path),
    repository.read(target, file.path),
  ]);
  if (older.kind === 'symlink' && newer.kind === 'symlink' && file.status === 'modified') return [ledElsewhere(file)];
  const isNowhere = older.kind === 'missing' && newer.kind === 'missing';
  const isSource = [older, newer].some(({ kind }) => kind === 'file' || kind === 'too-large');
  const isData = DATA.test(file.path) && !isText(older);
  return isNowhere || (isSource && !isData) ? [notCompared(file)] : [];
}

/** Whether a file could have been compared until now. */
function isText(read: FileRead): boolean {
  return read.kind === 'file' && diffFileReads(read, { kind: 'missing' }) !== undefined;
}

function ledElsewhere(file: ChangedFile): Problem {
  return {
    code: 'repository',
    message: `${file.path} is a symbolic link that leads elsewhere now, which is not followed`,
    place: { file: file.path },
    hint: 'Replace the link by a file, so that what changes can be seen.',
  };
}

function notCompared(file: ChangedFile): Problem {
  return {
    code: 'repository',
    message: `${file.path} changed and is binary or too large to be scanned for model IDs`,
    place: { file: file.path },
    hint: 'Split it, or keep what is generated in a folder such as dist or vendor.',
  };
}
