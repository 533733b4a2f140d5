import { type FileLocation, locate } from '../../core/change/locate/locate.ts';
import { isProblem } from '../../core/change/locate/located.ts';
import type { Location } from '../../core/contracts/configuration.ts';
import type { Json } from '../../core/contracts/json.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { LayerFiles } from './layer-files.ts';

/** One value as read, and where it was. */
export interface ReadPart {
  readonly value: Json;
  readonly place: Place;
  /** It is a file's whole text, with the line break that editors put at its end. */
  readonly wholeFile: boolean;
}

/** A location's parts in order (one but for fragments), or everything that stands in their way. */
export type LocationReading = { readonly parts: readonly ReadPart[] } | { readonly problems: readonly Problem[] };

/** Reads a location at a commit. `whole`: what a bare file stands for, its text or its document. */
export async function readLocation(
  files: LayerFiles,
  commit: string,
  location: Location,
  whole: 'text' | 'document',
): Promise<LocationReading> {
  if (location.kind === 'value') {
    return { parts: [{ value: location.value, place: location.place, wholeFile: false }] };
  }
  if (location.kind !== 'fragments') return readSpot(files, commit, location, whole);
  const readings = await Promise.all(location.parts.map((part) => readLocation(files, commit, part, whole)));
  const problems = readings.flatMap((reading) => ('problems' in reading ? reading.problems : []));
  if (problems.length > 0) return { problems };
  return { parts: readings.flatMap((reading) => ('parts' in reading ? reading.parts : [])) };
}

async function readSpot(
  files: LayerFiles,
  commit: string,
  location: FileLocation,
  whole: 'text' | 'document',
): Promise<LocationReading> {
  const file = await files.read(commit, location.file);
  const located = isProblem(file) ? file : locate(file.text, location, whole);
  // A file that is not there has no place of its own: the configuration that names it does.
  if (isProblem(located)) return { problems: [{ place: location.place, ...located }] };
  const { value, line, column, endLine } = located;
  const place: Place = {
    file: location.file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(endLine === undefined ? {} : { endLine }),
  };
  return { parts: [{ value, place, wholeFile: location.kind === 'file' && whole === 'text' }] };
}
