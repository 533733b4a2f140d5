import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import { type Problem, type ProblemCode, throwIfAny } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { capped, quoted, suggestion } from '../configuration/words.ts';
import { CASE_FIELDS } from './case-fields.ts';
import { caseOf } from './cases.ts';
import { readCsvTable } from './csv-table.ts';
import { decodeText } from './decode.ts';
import { readJsonArray } from './json-array.ts';
import { readJsonLines } from './json-lines.ts';
import { byLine, type DatasetRecord, nestsTooDeep, type Records, unreadFields } from './records.ts';
import { readYamlList } from './yaml-list.ts';

/** The cases of a dataset, and what in it was not read. */
interface CasesRead {
  readonly cases: readonly Case[];
  readonly warnings: readonly Problem[];
}

const MAX_CASES = 100_000;

const READERS = new Map<string, (text: string, file: string, code: ProblemCode) => Records>([
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
 */
export function readCases(bytes: Uint8Array, file: string, fields: Readonly<Record<string, string>>): CasesRead {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  const reader = READERS.get(ending);
  if (reader === undefined) {
    const hint = 'Datasets end in .jsonl, .json, .csv, .yaml or .yml.';
    throwIfAny([{ code: 'suite', message: 'the kind of this dataset is not known', place: { file }, hint }]);
    return { cases: [], warnings: [] };
  }
  const { records, problems } = reader(decodeText(bytes, file, 'suite'), file, 'suite');
  throwIfAny(countProblems(records, problems, file));
  throwIfAny(unknownNames(records, fields, file));
  return casesOf(records, problems, file, fields, ending === 'csv');
}

function casesOf(
  records: readonly DatasetRecord[],
  unreadable: readonly Problem[],
  file: string,
  fields: Readonly<Record<string, string>>,
  isText: boolean,
): CasesRead {
  const problems = [...unreadable];
  const cases: Case[] = [];
  for (const record of records) {
    const fault = entryFault(record.data);
    if (fault !== undefined) {
      problems.push({ code: 'suite', message: fault, place: { file, line: record.line } });
      continue;
    }
    const data = ownNames(record.data, fields, isText);
    const result = caseOf({ line: record.line, data }, file);
    if ('case' in result) cases.push(result.case);
    else problems.push(...result.problems);
  }
  throwIfAny(capped(byLine([...problems, ...doubledIds(cases, file)])));
  const known = CASE_FIELDS.map((field) => fields[field] ?? field);
  const hint = ' Map it with suite.fields, or keep it under metadata.';
  return { cases, warnings: unreadFields(records, known, { code: 'suite', file, owner: 'a case', hint }) };
}

function countProblems(records: readonly DatasetRecord[], problems: readonly Problem[], file: string): Problem[] {
  if (records.length > MAX_CASES) {
    const message = `the dataset has ${records.length} cases, more than the ${MAX_CASES} allowed`;
    return [{ code: 'suite', message, place: { file }, hint: 'Evaluate a sample of it.' }];
  }
  if (records.length > 0 || problems.length > 0) return [];
  return [{ code: 'suite', message: 'the dataset has no cases', place: { file } }];
}

function entryFault(data: Json): string | undefined {
  if (!isJsonObject(data)) return 'the case is not an object with fields';
  return nestsTooDeep(data) ? 'the case nests too deeply' : undefined;
}

/** A mapping to a field that no entry has is a slip of the pen, not an empty column. */
function unknownNames(
  records: readonly DatasetRecord[],
  fields: Readonly<Record<string, string>>,
  file: string,
): readonly Problem[] {
  if (records.length === 0) return [];
  const present = new Set(records.flatMap(({ data }) => (isJsonObject(data) ? Object.keys(data) : [])));
  return Object.entries(fields)
    .filter(([, name]) => !present.has(name))
    .map(([field, name]) => ({
      code: 'suite',
      message: `no case has the field ${quoted(name)} that suite.fields names for "${field}"`,
      place: { file },
      hint: suggestion(name, [...present].slice(0, 100)),
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
