import type { ScorerConfiguration, SuiteConfiguration } from '../../core/contracts/configuration.ts';
import type { JsonObject } from '../../core/contracts/json.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Extract } from '../../core/contracts/suite.ts';
import { CRITICAL_CASES } from '../../core/contracts/waiver.ts';
import { OPERATIONAL_METRICS } from '../../core/contracts/yardstick.ts';
import type { ProblemLog } from './problem-log.ts';
import { repositoryFile } from './repository-file.ts';
import type { WrittenApplication } from './schema.ts';
import type { WrittenExtract, WrittenScorer, WrittenSuite } from './schema-suite.ts';
import { quoted } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** Names that a scorer cannot have, because a metric or a key of `acceptance` has them. */
const TAKEN_NAMES: readonly string[] = [...OPERATIONAL_METRICS, CRITICAL_CASES, 'any-of'];

/** The suite of an application with its defaults. Faults go to the log. */
export function suiteConfiguration(
  written: WrittenApplication['suite'],
  path: Path,
  log: ProblemLog,
): SuiteConfiguration {
  const place = log.placeOf(path);
  if (typeof written === 'string') {
    const cases = repositoryFile(written, path, log);
    return { cases, trials: 1, fields: {}, scorers: [defaultScorer(place)], place };
  }
  return {
    cases: repositoryFile(written.cases, [...path, 'cases'], log),
    trials: written.trials,
    ...(written.stop === undefined ? {} : { stop: written.stop }),
    fields: fieldNames(written.fields ?? {}),
    scorers: scorersOf(written.scorers, [...path, 'scorers'], log) ?? [defaultScorer(place)],
    place,
  };
}

function fieldNames(written: NonNullable<WrittenSuite['fields']>): Readonly<Record<string, string>> {
  const named = Object.entries(written).flatMap(([field, name]) =>
    name === undefined ? [] : [[field, name] as const],
  );
  return Object.fromEntries(named);
}

function defaultScorer(place: Place): ScorerConfiguration {
  return { name: 'accuracy', type: 'exact-match', options: {}, normalise: ['trim'], passAt: 1, place };
}

function scorersOf(
  written: WrittenSuite['scorers'],
  path: Path,
  log: ProblemLog,
): readonly ScorerConfiguration[] | undefined {
  if (written === undefined) return undefined;
  const entries = Object.entries(written);
  if (entries.length === 0) {
    log.add({ path, message: 'a suite without scorers judges nothing', hint: 'Name a scorer, or leave the key out.' });
  }
  return entries.map(([name, scorer]) => scorerOf(name, scorer, [...path, name], log));
}

function scorerOf(name: string, written: WrittenScorer, path: Path, log: ProblemLog): ScorerConfiguration {
  if (TAKEN_NAMES.includes(name)) {
    const message = `a scorer cannot be named ${quoted(name)}: that name is taken by a metric or a key`;
    log.add({ path, part: 'key', message, hint: 'Give the scorer another name; it becomes the name of its metric.' });
  }
  const { type, extract, normalise, 'pass-at': passAt, ...options } = written;
  return {
    name,
    type,
    options: checkedOptions(type, options, path, log),
    ...(extract === undefined ? {} : { extract: extractOf(extract) }),
    normalise,
    passAt,
    place: log.placeOf(path),
  };
}

/** A schema may be a file; then its path keeps to the repository like all others. */
function checkedOptions(type: string, options: JsonObject, path: Path, log: ProblemLog): JsonObject {
  if (type !== 'json-schema' || typeof options['schema'] !== 'string') return options;
  return { ...options, schema: repositoryFile(options['schema'], [...path, 'schema'], log) };
}

function extractOf(written: WrittenExtract): Extract {
  if (typeof written === 'string') return { kind: written };
  return 'regex' in written
    ? { kind: 'regex', pattern: written.regex, match: written.match }
    : { kind: 'json', path: written.json };
}
