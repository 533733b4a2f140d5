import { scanStyleOf } from '../../core/change/scanned-files.ts';
import type { ScannedFile } from '../../core/change/uncovered.ts';
import type { ChangedFile, Repository } from '../../core/contracts/ports.ts';
import type { Problem } from '../../core/contracts/problem.ts';

/** Diffs that are read at the same time. */
const AT_ONCE = 8;
/** Kinds of files that are data when they are too large to compare: nothing is missed when they are left out. */
const DATA = /\.(?:json|jsonc|json5|sql|xml|ya?ml)$/i;

/**
 * The diffs of the changed files that are scanned for model IDs. Source that cannot be compared, because it is binary or
 * too large, is a problem: an ID in it would go unseen. `excluded`: paths that measure, not run.
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
      if (diff) scanned.push({ file, diff });
      else if (!DATA.test(file.path) && (await isFile(repository, commits, file))) problems.push(notCompared(file));
    }
  }
  return { files: scanned, problems };
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

/** A symbolic link or a submodule holds no lines; what a link leads to is scanned under its own name. */
async function isFile(
  repository: Repository,
  { source, target }: { readonly source: string; readonly target: string },
  file: ChangedFile,
): Promise<boolean> {
  const reads = [repository.read(source, file.previousPath ?? file.path), repository.read(target, file.path)];
  return (await Promise.all(reads)).some(({ kind }) => kind === 'file' || kind === 'too-large');
}

function notCompared(file: ChangedFile): Problem {
  return {
    code: 'repository',
    message: `${file.path} changed and is binary or too large to be scanned for model IDs`,
    place: { file: file.path },
    hint: 'Split it, or keep what is generated in a folder such as dist or vendor.',
  };
}
