import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import { type Problem, type ProblemCode, throwIfAny } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { CaseStore } from '../../core/suite/case-store.ts';
import { capped, quoted, suggestion } from '../configuration/words.ts';
import { CASE_FIELDS } from './case-fields.ts';
import { type CaseResult, caseOf } from './cases.ts';
import { readCsvTable } from './csv-table.ts';
import { readJsonArray } from './json-array.ts';
import { readJsonLines } from './json-lines.ts';
import { byLine, type DatasetEntry, type DatasetRecord, FieldNames, nestsTooDeep } from './records.ts';
import { readYamlList } from './yaml-list.ts';

/** The cases of a dataset, and what in it was not read. */
interface CasesRead {
  readonly cases: readonly Case[];
  readonly warnings: readonly Problem[];
}

const MAX_CASES = 100_000;

const READERS = new Map<string, (bytes: Uint8Array, file: string, code: ProblemCode) => Iterable<DatasetEntry>>([
  ['jsonl', readJsonLines],
  ['ndjson', readJsonLines],
  ['json', readJsonArray],
  ['csv', readCsvTable],
  ['yaml', readYamlList],
  ['yml', readYamlList],
]);

/**
 * Reads a dataset (JSONL, JSON, CSV or YAML by the ending of its name). `fields`: names of case fields → names of the
 * dataset's fields where they differ. Throws a ChangeoverError (code `suite`) that names every broken entry by its line.
 * The cases are a store's: checked here, held in few bytes, parsed again when they are looked at.
 */
export function readCases(bytes: Uint8Array, file: string, fields: Readonly<Record<string, string>>): CasesRead {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  const reader = READERS.get(ending);
  if (reader === undefined) {
    const hint = 'Datasets end in .jsonl, .json, .csv, .yaml or .yml.';
    throwIfAny([{ code: 'suite', message: 'the kind of this dataset is not known', place: { file }, hint }]);
    return { cases: [], warnings: [] };
  }
  const store = new CaseStore();
  const names = new FieldNames();
  const problems: Problem[] = [];
  let records = 0;
  for (const entry of reader(bytes, file, 'suite')) {
    if ('problem' in entry) problems.push(entry.problem);
    else records += 1;
    if ('problem' in entry || records > MAX_CASES) continue;
    names.note(entry);
    const result = readCase(entry, file, fields, ending === 'csv');
    if ('case' in result) store.add(result.case);
    else problems.push(...result.problems);
  }
  throwIfAny(countProblems(records, problems, file));
  throwIfAny(records === 0 ? [] : unknownNames(names, fields, file));
  throwIfAny(capped(byLine([...problems, ...doubledIds(store.cases, file)])));
  const known = CASE_FIELDS.map((field) => fields[field] ?? field);
  const hint = ' Map it with suite.fields, or keep it under metadata.';
  return { cases: store.cases, warnings: names.unread(known, { code: 'suite', file, owner: 'a case', hint }) };
}

function readCase(
  { line, data }: DatasetRecord,
  file: string,
  fields: Readonly<Record<string, string>>,
  isText: boolean,
): CaseResult {
  const fault = entryFault(data);
  if (fault !== undefined) return { problems: [{ code: 'suite', message: fault, place: { file, line } }] };
  return caseOf({ line, data: ownNames(data, fields, isText) }, file);
}

function countProblems(records: number, problems: readonly Problem[], file: string): Problem[] {
  if (records > MAX_CASES) {
    const message = `the dataset has ${records} cases, more than the ${MAX_CASES} allowed`;
    return [{ code: 'suite', message, place: { file }, hint: 'Evaluate a sample of it.' }];
  }
  if (records > 0 || problems.length > 0) return [];
  return [{ code: 'suite', message: 'the dataset has no cases', place: { file } }];
}

function entryFault(data: Json): string | undefined {
  if (!isJsonObject(data)) return 'the case is not an object with fields';
  return nestsTooDeep(data) ? 'the case nests too deeply' : undefined;
}

/** A mapping to a field that no entry has is a slip of the pen, not an empty column. */
function unknownNames(names: FieldNames, fields: Readonly<Record<string, string>>, file: string): readonly Problem[] {
  return Object.entries(fields)
    .filter(([, name]) => !names.has(name))
    .map(([field, name]) => ({
      code: 'suite',
      message: `no case has the field ${quoted(name)} that suite.fields names for "${field}"`,
      place: { file },
      hint: suggestion(name, names.some()),
    }));
}

/** The entry under the names of a case's own fields. */
function ownNames(data: Json, fields: Readonly<Record<string, string>>, isText: boolean): Json {
  const entry = isJsonObject(data) ? data : {};
  const sources = CASE_FIELDS.map((field) => [field, fields[field] ?? field] as const);
  const own = sources.filter(([, name]) => Object.hasOwn(entry, name) && entry[name] !== undefined);
  return Object.fromEntries(
    own.map(([field, name]) => {
      const value = entry[name] ?? null;
      return [field, isText && field === 'critical' ? truthOf(value) : value];
    }),
  );
}

/** CSV has no booleans. */
function truthOf(value: Json): Json {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['true', 'yes', '1'].includes(word)) return true;
  return ['false', 'no', '0'].includes(word) ? false : value;
}

function doubledIds(cases: readonly Case[], file: string): readonly Problem[] {
  const first = new Map<string, number>();
  return cases.flatMap(({ id, line }): Problem[] => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, line);
      return [];
    }
    const message = `the case ID ${quoted(id)} is used on line ${earlier} and on line ${line}`;
    const hint = id.startsWith('case-') ? 'Both entries ask the same; take one out, or give them IDs.' : undefined;
    return [{ code: 'suite', message, place: { file, line }, ...(hint === undefined ? {} : { hint }) }];
  });
}
