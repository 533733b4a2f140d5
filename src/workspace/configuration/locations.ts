import { RE2JS } from 're2js';
import type { Location } from '../../core/contracts/configuration.ts';
import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import { pathText } from './explain-issues.ts';
import type { ProblemLog } from './problem-log.ts';
import { repositoryFile } from './repository-file.ts';
import type { WrittenLocation, WrittenTextLayer } from './schema-wiring.ts';
import { eitherOf } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** What a location must give: text, or an object. */
type Wanted = 'text' | 'object';

/** The location of a text layer: a file, a spot, an inline text, or fragments of these. */
export function textLocation(written: WrittenTextLayer, path: Path, log: ProblemLog): Location {
  if (typeof written === 'string') return fileLocation(written, path, log);
  if (!Array.isArray(written)) return spotLocation(written, 'text', path, log);
  const parts = written.map((part, index) => textLocation(part, [...path, index], log));
  return { kind: 'fragments', parts, place: log.placeOf(path) };
}

/** The location that a map of `file`, `at`, `env`, `const`, `match` or `value` stands for. Faults go to the log. */
export function spotLocation(written: WrittenLocation, wanted: Wanted, path: Path, log: ProblemLog): Location {
  const { value, file } = written;
  if (file !== undefined && value === undefined) return fileSpot(file, written, path, log);
  if (value === undefined) {
    const message = `${pathText(path)} says neither file nor value`;
    log.add({ path, message, hint: 'Write { file: … } or { value: … }.' });
  } else {
    checkInline(value, written, wanted, path, log);
  }
  return { kind: 'value', value: value ?? null, place: log.placeOf(path) };
}

function fileLocation(written: string, path: Path, log: ProblemLog): Location {
  return { kind: 'file', file: repositoryFile(written, path, log), place: log.placeOf(path) };
}

function fileSpot(
  written: string,
  { at, env, const: constant, match }: WrittenLocation,
  path: Path,
  log: ProblemLog,
): Location {
  const place = log.placeOf(path);
  const file = repositoryFile(written, [...path, 'file'], log);
  const spots = Object.entries({ at, env, const: constant, match }).filter(([, spot]) => spot !== undefined);
  if (spots.length > 1) {
    log.add({ path, message: `${pathText(path)} may have only one of ${eitherOf(spots.map(([name]) => name))}` });
  }
  if (at !== undefined) return { kind: 'at', file, at, place };
  if (env !== undefined) return { kind: 'env', file, env, place };
  if (constant !== undefined) return { kind: 'const', file, const: constant, place };
  if (match === undefined) return { kind: 'file', file, place };
  checkPattern(match, [...path, 'match'], log);
  return { kind: 'match', file, match, place };
}

function checkInline(value: Json, written: WrittenLocation, wanted: Wanted, path: Path, log: ProblemLog): void {
  const others = Object.keys(written).filter((key) => key !== 'value');
  if (others.length > 0) {
    log.add({ path, message: `${pathText(path)} may have either value or file, not both` });
  }
  const fits = wanted === 'object' ? isJsonObject(value) : typeof value === 'string' && value !== '';
  if (fits) return;
  const kind = wanted === 'object' ? 'a map of keys' : 'text';
  const hint = typeof value === 'number' || typeof value === 'boolean' ? { hint: 'Put it in quotes.' } : {};
  log.add({ path: [...path, 'value'], message: `${pathText([...path, 'value'])} must be ${kind}`, ...hint });
}

/** RE2 refuses look-around and back references, which is what makes it linear in time. */
function checkPattern(pattern: string, path: Path, log: ProblemLog): void {
  const groups = countGroups(pattern);
  if (groups === 1) return;
  const fault =
    typeof groups === 'number'
      ? `must have exactly one capture group, not ${groups}`
      : `is not a regular expression that RE2 reads: ${groups.fault}`;
  log.add({
    path,
    message: `${pathText(path)} ${fault}`,
    hint: 'Mark the value with one pair of brackets; others as (?: … ).',
  });
}

function countGroups(pattern: string): number | { readonly fault: string } {
  try {
    return RE2JS.compile(pattern).groupCount();
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
