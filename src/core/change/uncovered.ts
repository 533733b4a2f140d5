import type { UncoveredChange } from '../contracts/change.ts';
import type { ChangedFile, FileDiff } from '../contracts/ports.ts';
import { type Coverage, isCovered } from './coverage.ts';
import { type IdChange, idChangesIn } from './id-changes.ts';
import { scanStyleOf } from './scanned-files.ts';

/** A changed file with its diff. */
export interface ScannedFile {
  readonly file: ChangedFile;
  readonly diff: FileDiff;
}

/** More than this are not listed: one is enough to block, and nobody reads a thousand. */
const MOST_LISTED = 1000;

/**
 * The changed model IDs that belong to no evaluated application, in the order of the files, at most 1,000. Files that are not
 * scanned (see `scanStyleOf`) have none; a file that moved as it was has none either.
 */
export function uncoveredChanges(files: readonly ScannedFile[], coverage: Coverage): readonly UncoveredChange[] {
  const uncovered: UncoveredChange[] = [];
  for (const { file, diff } of withoutMovedFiles(files)) {
    const style = scanStyleOf(file.path);
    if (!style) continue;
    const paths = { source: file.previousPath ?? file.path, target: file.path };
    for (const change of idChangesIn(diff, style)) {
      if (uncovered.length === MOST_LISTED) return uncovered;
      if (!isCovered(change, paths, coverage)) uncovered.push(describe(change, paths));
    }
  }
  return uncovered;
}

function describe({ source, target }: IdChange, paths: { source: string; target: string }): UncoveredChange {
  const spot = target ?? source;
  return {
    place: {
      file: target ? paths.target : paths.source,
      ...(spot === undefined ? {} : { line: spot.line, column: spot.column }),
    },
    side: target ? 'target' : 'source',
    ...(source === undefined ? {} : { source: source.id }),
    ...(target === undefined ? {} : { target: target.id }),
  };
}

/** Leaves out pairs of a removed and an added file with the same lines. */
function withoutMovedFiles(files: readonly ScannedFile[]): readonly ScannedFile[] {
  const removed = new Map<string, ScannedFile[]>();
  for (const scanned of files) {
    if (scanned.file.status !== 'removed') continue;
    const text = textOf(scanned.diff.removed);
    removed.set(text, [...(removed.get(text) ?? []), scanned]);
  }
  const moved = new Set<ScannedFile>();
  for (const scanned of files) {
    const partner = scanned.file.status === 'added' ? removed.get(textOf(scanned.diff.added))?.pop() : undefined;
    if (partner) moved.add(partner).add(scanned);
  }
  return files.filter((scanned) => !moved.has(scanned));
}

function textOf(lines: FileDiff['added']): string {
  return lines.map(({ text }) => text).join('\n');
}
