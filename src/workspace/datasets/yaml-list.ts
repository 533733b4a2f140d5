import { ChangeoverError, type ProblemCode } from '../../core/contracts/problem.ts';
import { readYaml } from '../configuration/yaml-document.ts';
import type { Records } from './records.ts';

/** YAML takes far more time and memory than JSON; what is larger belongs in a .jsonl file. */
const LIMITS = { characters: 4 * 1024 * 1024, values: 500_000 };

/** Reads a YAML file that is one list; each entry keeps the line that it starts at. */
export function readYamlList(text: string, file: string, code: ProblemCode): Records {
  try {
    const { data, placeOf } = readYaml(text, file, LIMITS, code);
    if (Array.isArray(data)) {
      const records = data.map((entry, index) => ({ line: placeOf([index]).line ?? 1, data: entry }));
      return { records, problems: [] };
    }
    return { records: [], problems: [{ code, message: 'the file is not a list of cases', place: { file, line: 1 } }] };
  } catch (error) {
    if (error instanceof ChangeoverError) return { records: [], problems: error.problems };
    throw error;
  }
}
