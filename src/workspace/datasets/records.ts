import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import type { Problem, ProblemCode } from '../../core/contracts/problem.ts';
import { capped, quoted, suggestion } from '../configuration/words.ts';
import { nestsDeeper } from '../json-depth.ts';

/** One entry of a dataset as it was read, not checked yet. */
export interface DatasetRecord {
  /** Line that the entry starts at, from 1. */
  readonly line: number;
  readonly data: Json;
}

/** What a reader of one format gives, entry by entry: what it could read, and what it could not. */
export type DatasetEntry = DatasetRecord | { readonly problem: Problem };

const MAX_DEPTH = 64;

/** Whether a value nests deeper than anything here expects. */
export function nestsTooDeep(value: Json): boolean {
  return nestsDeeper(value, MAX_DEPTH);
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

/** The names of all fields that the entries of a dataset have, each with the line where it first stands. */
export class FieldNames {
  readonly #first = new Map<string, number>();

  note({ data, line }: DatasetRecord): void {
    if (!isJsonObject(data)) return;
    for (const name of Object.keys(data)) if (!this.#first.has(name)) this.#first.set(name, line);
  }

  has(name: string): boolean {
    return this.#first.has(name);
  }

  /** The first of them, to choose a likely one from. */
  some(): readonly string[] {
    return [...this.#first.keys()].slice(0, 100);
  }

  /** One warning for each field that is not read. `known`: the fields that are read. */
  unread(
    known: readonly string[],
    warn: { readonly code: ProblemCode; readonly file: string; readonly owner: string; readonly hint: string },
  ): readonly Problem[] {
    const warnings = [...this.#first]
      .filter(([name]) => !known.includes(name))
      .map(([name, line]) => ({
        code: warn.code,
        message: `the field ${quoted(name)} is not a field of ${warn.owner} and is not read`,
        place: { file: warn.file, line },
        hint: `${suggestion(name, known)}${warn.hint}`,
      }));
    return capped(warnings);
  }
}
