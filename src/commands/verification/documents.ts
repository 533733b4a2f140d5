import { join } from 'node:path';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { COMMENT_FILE, VERDICT_FILE } from '../../workspace/evidence/evidence-files.ts';
import { prettyJson } from '../../workspace/evidence/pretty-json.ts';
import type { StoredEvidence } from '../../workspace/evidence/read-evidence.ts';
import { readText } from '../../workspace/evidence/read-json.ts';
import { readReportContext } from '../../workspace/evidence/report-context.ts';
import { decidingYardstick } from '../steps/deciding-yardstick.ts';
import { excerptsFor } from '../steps/excerpts.ts';
import { firstDifferentLine } from '../steps/first-difference.ts';
import { renderReport } from '../steps/report-evaluation.ts';
import { disagreement } from './disagreement.ts';
import { statementProblems } from './statement.ts';

/**
 * What is made from the verdict is made anew, and must be the same to the letter: the verdict's own file (a member that
 * stands in it twice is read differently by different programs), the statement, and the comment.
 */
export async function documentProblems(folder: string, stored: StoredEvidence): Promise<readonly Problem[]> {
  const { verdict, yardstick, proposedYardstick, governance, comment } = stored;
  const deciding = decidingYardstick(stored);
  try {
    const verdictText = await readText(join(folder, VERDICT_FILE));
    const { spending, ...context } = await readReportContext(folder);
    const evaluation = {
      verdict,
      excerpts: deciding === undefined ? [] : await excerptsFor(verdict, deciding, stored.observations),
      observed: true,
      ...(spending === undefined ? {} : { spending }),
      ...(yardstick === undefined ? {} : { yardstick }),
      ...(proposedYardstick === undefined ? {} : { proposedYardstick }),
      ...(governance === undefined ? {} : { governance }),
    };
    const again = renderReport(evaluation, context);
    return [
      ...disagreement(VERDICT_FILE, firstDifferentLine(verdictText, prettyJson(verdict))),
      ...(await statementProblems(folder, again.input)),
      ...disagreement(COMMENT_FILE, firstDifferentLine(comment, again.comment)),
    ];
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems;
    throw error;
  }
}
