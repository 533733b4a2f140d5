import type { ProposedChange } from '../contracts/change.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { canonicalJson } from '../contracts/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../contracts/json.ts';
import { LAYER_NAMES } from '../contracts/layer.ts';
import type { ChangedFile } from '../contracts/ports.ts';
import { WAIVERS_FILE } from '../contracts/waiver.ts';
import { describeSteps } from './locate/path-expression.ts';
import { valueInOneLine } from './one-line.ts';

/** The keys of an application that are wiring; all others measure. */
const WIRING_KEYS: ReadonlySet<string> = new Set([...LAYER_NAMES, 'provider', 'from']);

/**
 * What a pull request proposes to change in how is measured: differences between the source's and the target's
 * configuration outside the wiring, by dotted path. What the target has in common with the base is no proposal: it is in
 * effect. An application that goes away is a change of wiring; one that is new is one proposal, not one a key.
 */
export function proposedChanges(
  base: Configuration,
  source: Configuration | undefined,
  target: Configuration | undefined,
): readonly ProposedChange[] {
  const from = source ?? base;
  if (!target) {
    if (!source) return []; // the configuration came to the base since: the pull request knows nothing of it
    return [{ kind: 'configuration', subject: from.file, source: 'present', place: { file: from.file } }];
  }
  const differences = differencesIn(yardstickPart(from.document), yardstickPart(target.document), []);
  const inEffect = yardstickPart(base.document);
  return differences
    .filter(
      ({ path, target: value }) => canonicalJson(valueAt(inEffect, path) ?? null) !== canonicalJson(value ?? null),
    )
    .map(({ path, source: old, target: now }) => ({
      kind: 'configuration',
      subject: describeSteps(path.map((key) => ({ kind: 'key', key }))),
      ...(old === undefined ? {} : { source: valueInOneLine(old) }),
      ...(now === undefined ? {} : { target: valueInOneLine(now) }),
      place: { file: target.file },
    }));
}

/** Changed files that the base's configuration measures with (suites, files of scorers, recorded replies), and the waivers. */
export function proposedFiles(base: Configuration, changed: readonly ChangedFile[]): readonly ProposedChange[] {
  const measuring = new Map([...measuringFiles(base), [WAIVERS_FILE, 'waivers' as const]]);
  return changed.flatMap((file): readonly ProposedChange[] => {
    const { path, previousPath, status } = file;
    const place = { file: path };
    const moved = previousPath === undefined ? undefined : measuring.get(previousPath);
    const kind = measuring.get(path);
    // One move may take away a file that measures and put another in the place of a second one: it is both.
    return [
      ...(moved === undefined || previousPath === undefined
        ? []
        : [{ kind: moved, subject: previousPath, target: `moved to ${path}`, place }]),
      ...(kind === undefined ? [] : [{ kind, subject: path, target: WHAT_BECAME[status], place }]),
    ];
  });
}

/** What a change makes of the file that has the name afterwards. */
const WHAT_BECAME: Readonly<Record<ChangedFile['status'], string>> = {
  added: 'added',
  modified: 'changed',
  removed: 'removed',
  renamed: 'changed',
};

/** The files that measure, with what each is. */
export function measuringFiles(configuration: Configuration): ReadonlyMap<string, ProposedChange['kind']> {
  const files = new Map<string, ProposedChange['kind']>();
  for (const { suite } of configuration.applications) {
    for (const scorer of suite.scorers) {
      for (const option of Object.values(scorer.options)) {
        if (typeof option === 'string') files.set(option, 'scorer-file');
      }
    }
  }
  for (const { file } of configuration.providers) {
    if (file !== undefined) files.set(file, 'recording');
  }
  for (const { suite } of configuration.applications) files.set(suite.cases, 'suite');
  return files;
}

function yardstickPart(document: JsonObject): JsonObject {
  const applications = own(document, 'applications');
  if (!isJsonObject(applications)) return document;
  const measured = Object.entries(applications).map(
    ([name, application]) => [name, withoutWiring(application)] as const,
  );
  return { ...document, applications: Object.fromEntries(measured) };
}

function withoutWiring(application: Json): Json {
  if (!isJsonObject(application)) return application;
  return Object.fromEntries(Object.entries(application).filter(([key]) => !WIRING_KEYS.has(key)));
}

interface Difference {
  readonly path: readonly string[];
  readonly source: Json | undefined;
  readonly target: Json | undefined;
}

/** Leaves that differ; lists are compared whole, and so is an application that only one side has. */
function differencesIn(
  source: Json | undefined,
  target: Json | undefined,
  path: readonly string[],
): readonly Difference[] {
  if (source !== undefined && target !== undefined && canonicalJson(source) === canonicalJson(target)) return [];
  if (isJsonObject(source) && isJsonObject(target)) {
    const keys = [...new Set([...Object.keys(source), ...Object.keys(target)])];
    return keys.flatMap((key) => differencesIn(own(source, key), own(target, key), [...path, key]));
  }
  if (target === undefined && path.length === 2 && path[0] === 'applications') return [];
  return [{ path, source, target }];
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((part, key) => (isJsonObject(part) ? own(part, key) : undefined), value);
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
