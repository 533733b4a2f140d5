import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import type { Problem, ProblemCode } from '../../core/contracts/problem.ts';
import { capped, quoted, suggestion } from '../configuration/words.ts';

/** One entry of a dataset as it was read, not checked yet. */
export interface DatasetRecord {
  /** Line that the entry starts at, from 1. */
  readonly line: number;
  readonly data: Json;
}

/** What a reader of one format gives: what it could read, and what it could not. */
export interface Records {
  readonly records: readonly DatasetRecord[];
  readonly problems: readonly Problem[];
}

const MAX_DEPTH = 64;

/** Whether a value nests deeper than anything here expects; found without recursion, which such a value would exhaust. */
export function nestsTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Whether a number is infinite: JSON can spell such a number (`1e999`) and cannot hold it. Found without recursion. */
export function holdsInfinity(value: Json): boolean {
  const open: Json[] = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'number' && !Number.isFinite(one)) return true;
    if (typeof one === 'object' && one !== null) for (const member of Object.values(one)) open.push(member);
  }
  return false;
}

/** Problems in the order of the file. */
export function byLine(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

/** One warning for each field that is not read, at the line where it first stands. `known`: the fields that are read. */
export function unreadFields(
  records: readonly DatasetRecord[],
  known: readonly string[],
  warn: { readonly code: ProblemCode; readonly file: string; readonly owner: string; readonly hint: string },
): readonly Problem[] {
  const first = new Map<string, number>();
  for (const { data, line } of records) {
    if (!isJsonObject(data)) continue;
    for (const name of Object.keys(data)) if (!known.includes(name) && !first.has(name)) first.set(name, line);
  }
  const warnings = [...first].map(([name, line]) => ({
    code: warn.code,
    message: `the field ${quoted(name)} is not a field of ${warn.owner} and is not read`,
    place: { file: warn.file, line },
    hint: `${suggestion(name, known)}${warn.hint}`,
  }));
  return capped(warnings);
}
