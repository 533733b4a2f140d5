import type { AssessmentInput } from '../contracts/assessment.ts';
import { digestOf } from '../contracts/digest.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { approvalOf } from './approval-of.ts';
import { excuse } from './excuse.ts';
import { concludeDespiteOutage } from './glass.ts';
import { concludeAll } from './verdict.ts';

/**
 * The verdict after what people said: valid waivers excuse findings, an owner may break the glass in an
 * outage, and what owners have to approve is held until they do.
 * `verdict` is that of the same input without it. Pure, so that `governance.json` and the rest of the evidence give the same.
 */
export function governed(verdict: Verdict, input: AssessmentInput): Verdict {
  const { hold, governance } = input;
  if (hold === undefined && governance === undefined) return verdict;
  const excused = verdict.migrations.map((migration) => excuse(migration, input));
  const { conclusion, migrations } = concludeDespiteOutage(input, {
    conclusion: concludeAll(input, excused),
    migrations: excused,
  });
  const approval = approvalOf(input);
  return {
    ...verdict,
    ...conclusion,
    migrations,
    ...(hold === undefined ? {} : { hold }),
    ...(approval === undefined ? {} : { approval }),
    ...(governance === undefined ? {} : { governanceSha256: digestOf(governance) }),
  };
}
