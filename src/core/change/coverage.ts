import type { ApplicationChange } from '../contracts/change.ts';
import { canonicalJson } from '../contracts/digest.ts';
import type { LayerName, Place, Variant } from '../contracts/layer.ts';
import type { IdChange, IdSpot } from './id-changes.ts';

/** A place that a layer was read from, with what it gave. */
interface Reading {
  readonly layer: LayerName;
  readonly place: Place;
  readonly text: string;
}

/** The places that evaluated applications were read from, by side. */
export interface Coverage {
  readonly source: readonly Reading[];
  readonly target: readonly Reading[];
  /** Of applications that the pull request removes: what goes away with them is theirs. */
  readonly removed: readonly Reading[];
  /** Of applications that only the target has: what comes with them is theirs. */
  readonly proposed: readonly Reading[];
}

/**
 * What the evaluation covers. Applications in effect cover what they were read from, on the side on which they were: one
 * that is rewired to another file no longer covers the change of the file that it left. A new application covers what is
 * new, unless another one is removed at the same time: together they may be a renamed application that nothing gates.
 */
export function coverageOf(applications: readonly ApplicationChange[]): Coverage {
  const inEffect = applications.filter(({ kind }) => kind === 'changed' || kind === 'unchanged' || kind === 'added');
  const removed = applications.filter(({ kind }) => kind === 'removed');
  const proposed = removed.length > 0 ? [] : applications.filter(({ kind }) => kind === 'proposed');
  return {
    source: inEffect.flatMap(({ source }) => readingsOf(source)),
    target: inEffect.flatMap(({ target }) => readingsOf(target)),
    removed: removed.flatMap(({ source }) => readingsOf(source)),
    proposed: proposed.flatMap(({ target }) => readingsOf(target)),
  };
}

function readingsOf(variant: Variant | undefined): readonly Reading[] {
  return Object.values(variant?.layers ?? {}).flatMap(({ name, value, places }) => {
    const text = typeof value === 'string' ? value : canonicalJson(value);
    return places.map((place) => ({ layer: name, place, text }));
  });
}

/** Whether every side of a changed ID is covered; files are the two sides' paths. */
export function isCovered(change: IdChange, files: { source: string; target: string }, coverage: Coverage): boolean {
  const { source, target } = change;
  const gone = target ? coverage.source : [...coverage.source, ...coverage.removed];
  const come = source ? coverage.target : [...coverage.target, ...coverage.proposed];
  const sourceCovered = !source || gone.some((reading) => reads(reading, files.source, source));
  return sourceCovered && (!target || come.some((reading) => reads(reading, files.target, target)));
}

/** Whether a layer was read from this very spot: the lines fit, the ID is in what was read, and no other ID is before it. */
function reads({ layer, place, text }: Reading, file: string, spot: IdSpot): boolean {
  const { line, column = 1, endLine = line } = place;
  if (place.file !== file || line === undefined || endLine === undefined) return false;
  if (spot.line < line || spot.line > endLine || !text.includes(spot.id)) return false;
  if (spot.line > line) return true;
  const isFirst = !spot.columns.some((other) => other >= column && other < spot.column);
  return spot.column >= column && (layer !== 'model' || isFirst);
}
