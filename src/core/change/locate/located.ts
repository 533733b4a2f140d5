import type { Json } from '../../contracts/json.ts';
import type { Problem } from '../../contracts/problem.ts';

/** A value that was found in a file. Lines and columns count from 1; absent where the format has no positions. */
export interface Located {
  readonly value: Json;
  readonly line?: number;
  /** Where the value starts, its opening quote included. */
  readonly column?: number;
  readonly endLine?: number;
}

export type Locating = Located | Problem;

/** Whether a result is a problem rather than what was asked for. */
export function isProblem(result: object): result is Problem {
  return 'code' in result && 'message' in result;
}

/** The value at a path of one format's document, before it is known to be JSON. */
export interface RawLocated extends Omit<Located, 'value'> {
  readonly value: unknown;
}
