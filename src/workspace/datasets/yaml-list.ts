import { ChangeoverError, type ProblemCode } from '../../core/contracts/problem.ts';
import { readYaml } from '../configuration/yaml-document.ts';
import { decodeText } from './decode.ts';
import type { DatasetEntry } from './records.ts';

/** YAML takes far more time and memory than JSON; what is larger belongs in a .jsonl file. */
const LIMITS = { characters: 4 * 1024 * 1024, values: 500_000 };

/** Reads a YAML file that is one list; each entry keeps the line that it starts at. */
export function* readYamlList(bytes: Uint8Array, file: string, code: ProblemCode): Generator<DatasetEntry> {
  try {
    const { data, placeOf } = readYaml(decodeText(bytes, file, code), file, LIMITS, code);
    if (!Array.isArray(data)) {
      yield { problem: { code, message: 'the file is not a list of cases', place: { file, line: 1 } } };
      return;
    }
    for (const [index, entry] of data.entries()) yield { line: placeOf([index]).line ?? 1, data: entry };
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    for (const problem of error.problems) yield { problem };
  }
}
