import { join } from 'node:path';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { type StatementInput, statementOf } from '../../report/statement.ts';
import { STATEMENT_FILE } from '../../workspace/evidence/evidence-files.ts';
import { prettyJson } from '../../workspace/evidence/pretty-json.ts';
import { readText } from '../../workspace/evidence/read-json.ts';
import { isThere } from '../../workspace/evidence/regular-file.ts';
import { firstDifferentLine } from '../steps/first-difference.ts';
import { disagreement, mismatch } from './disagreement.ts';

/** Makes the statement anew from verdict, yardstick and links: it must be the same to the letter, or absent where it has to be. */
export async function statementProblems(folder: string, input: StatementInput): Promise<readonly Problem[]> {
  const path = join(folder, STATEMENT_FILE);
  const statement = statementOf(input);
  if (statement === undefined) {
    if (!(await isThere(path))) return [];
    return [mismatch(`${STATEMENT_FILE} is there, although ${input.verdict.head} is no commit`)];
  }
  try {
    return disagreement(STATEMENT_FILE, firstDifferentLine(await readText(path), prettyJson(statement)));
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems;
    throw error;
  }
}
