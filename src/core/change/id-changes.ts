import { diffArrays } from 'diff';
import type { ChangedLine, FileDiff } from '../contracts/ports.ts';
import { type Hunk, hunksOf } from './hunks.ts';
import { findModelIds } from './model-id/find.ts';
import type { LineStyle } from './model-id/line-style.ts';

/** A model ID at one spot of one side. Lines and columns count from 1. */
export interface IdSpot {
  readonly id: string;
  readonly line: number;
  readonly column: number;
  /** The columns of all IDs on its line. */
  readonly columns: readonly number[];
  /** The whole line. */
  readonly text: string;
}

/** An ID that a change replaced, took away or brought; at least one of the two is present. */
export interface IdChange {
  readonly source?: IdSpot;
  readonly target?: IdSpot;
}

/** More IDs in one hunk than this are paired by their order alone. */
const MAX_ALIGNED = 2000;

/**
 * The model IDs that a diff of one file changes. Lines that change around the same IDs are no change, nor is a constant at
 * the outermost level of source that moved within its file as it was. A reordered list is a change: its order may matter.
 */
export function idChangesIn(diff: FileDiff, style: LineStyle): readonly IdChange[] {
  const changes = hunksOf(diff).flatMap((hunk) => changesInHunk(hunk, style));
  return style.bareValues ? changes : withoutMovedConstants(changes);
}

function changesInHunk(hunk: Hunk, style: LineStyle): readonly IdChange[] {
  const from = hunk.removed.flatMap((line) => spotsIn(line, style));
  const to = hunk.added.flatMap((line) => spotsIn(line, style));
  if (from.length === 0 || to.length === 0 || from.length + to.length > MAX_ALIGNED) return inOrder(from, to);
  const sortedFrom = from.toSorted(bySurroundings);
  const sortedTo = to.toSorted(bySurroundings);
  // The same lines but for their IDs, perhaps in another order: each is compared with its own counterpart.
  if (surroundings(sortedFrom) === surroundings(sortedTo)) return inOrder(sortedFrom, sortedTo);
  const changes = aligned(from, to);
  return [...changes, ...swapped(from, to, changes)];
}

function spotsIn({ line, text }: ChangedLine, style: LineStyle): readonly IdSpot[] {
  const found = findModelIds(text, style);
  const columns = found.map(({ column }) => column);
  return found.map(({ id, column }) => ({ id, line, column, columns, text }));
}

function bySurroundings(a: IdSpot, b: IdSpot): number {
  const [first, second] = [surroundingsOf(a), surroundingsOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function surroundings(spots: readonly IdSpot[]): string {
  return spots.map(surroundingsOf).join('\n');
}

/** What stands around an ID on its line, without white space; of very long lines the nearest characters. */
function surroundingsOf({ text, column, id }: IdSpot): string {
  const start = column - 1;
  const end = start + id.length;
  return `${text.slice(Math.max(0, start - 200), start)}\0${text.slice(end, end + 200)}`.replace(/[^\S\n]+/g, '');
}

function inOrder(from: readonly IdSpot[], to: readonly IdSpot[]): readonly IdChange[] {
  const count = Math.max(from.length, to.length);
  return Array.from({ length: count }, (_, index) => changeOf(from[index], to[index])).flat();
}

function changeOf(source: IdSpot | undefined, target: IdSpot | undefined): readonly IdChange[] {
  if (source?.id === target?.id) return [];
  return [{ ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) }];
}

/** Keeps the longest run of IDs that both sides have in order; what lies between is paired as it stands. */
function aligned(from: readonly IdSpot[], to: readonly IdSpot[]): readonly IdChange[] {
  const changes: IdChange[] = [];
  let old = 0;
  let now = 0;
  let pending: readonly IdSpot[] = [];
  const flush = (added: readonly IdSpot[]) => {
    changes.push(...inOrder(pending, added));
    pending = [];
  };
  for (const part of diffArrays(
    [...from].map(({ id }) => id),
    [...to].map(({ id }) => id),
  )) {
    if (part.removed) {
      pending = from.slice(old, old + part.count);
      old += part.count;
    } else if (part.added) {
      flush(to.slice(now, now + part.count));
      now += part.count;
    } else {
      flush([]);
      old += part.count;
      now += part.count;
    }
  }
  flush([]);
  return changes;
}

/** The name that a value is given to: `PROD = "…"`, `prod: …`, `"prod": …`. */
const NAMED = /([\w$.-]+)["'\]]*\s*(?::=|=>|[:=])\s*["'`]?$/;

/**
 * Names that have one ID before and one after, and not the same: the IDs of two names may change places while the row of IDs
 * stays as it was.
 */
function swapped(from: readonly IdSpot[], to: readonly IdSpot[], told: readonly IdChange[]): readonly IdChange[] {
  const known = new Set(told.flatMap(({ source, target }) => [source, target]));
  const [before, after] = [byName(from), byName(to)];
  return [...before].flatMap(([name, sources]) => {
    const targets = after.get(name) ?? [];
    const [source, target] = [sources[0], targets[0]];
    if (sources.length !== 1 || targets.length !== 1 || known.has(source) || known.has(target)) return [];
    return changeOf(source, target);
  });
}

function byName(spots: readonly IdSpot[]): ReadonlyMap<string, readonly IdSpot[]> {
  const names = new Map<string, IdSpot[]>();
  for (const spot of spots) {
    const name = NAMED.exec(spot.text.slice(Math.max(0, spot.column - 201), spot.column - 1))?.[1];
    if (name === undefined) continue;
    const known = names.get(name);
    if (known) known.push(spot);
    else names.set(name, [spot]);
  }
  return names;
}

/**
 * `export const MODEL = 'gpt-4o';` at the outermost level means the same wherever in its file it stands. Where a name may be
 * given another value later, as in Python, the order counts.
 */
const OUTER_CONSTANT = /^(?:[a-z]+\s+)*(?:const|constexpr|final|readonly|val)\s[^"'`]*=/;

function withoutMovedConstants(changes: readonly IdChange[]): readonly IdChange[] {
  const gone = new Map<string, IdChange[]>();
  for (const change of changes) {
    const text = change.target ? undefined : change.source?.text;
    if (text === undefined || !OUTER_CONSTANT.test(text)) continue;
    gone.set(text, [...(gone.get(text) ?? []), change]);
  }
  const moved = new Set<IdChange>();
  for (const change of changes) {
    const partner = change.source === undefined && change.target ? gone.get(change.target.text)?.pop() : undefined;
    if (partner) moved.add(partner).add(change);
  }
  return changes.filter((change) => !moved.has(change));
}
