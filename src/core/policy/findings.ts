import type { Analysis, AnalysisTable } from '../comparison/analysis.ts';
import type { Finding } from '../contracts/finding.ts';
import type { Acceptance } from '../contracts/yardstick.ts';
import { holm } from '../stats/holm.ts';
import { findingOf } from './finding.ts';
import { type Circumstances, type Judgement, judge } from './judgement.ts';
import { type Family, type Question, questionsOf } from './questions.ts';

/** A question with what the figures say to it. */
interface Judged {
  readonly question: Question;
  readonly analysis: Analysis | undefined;
  readonly judgement: Judgement;
}

/**
 * The findings of an application's acceptance, each decided once, on all the cases of the table: for each criterion the whole
 * suite, then its slices; first the plain criteria, then the alternatives of `any-of`, which carry `group.alternative`.
 * `alpha`: error rate of each one-sided decision.
 */
export function findingsOf(
  acceptance: Acceptance,
  table: AnalysisTable,
  alpha: number,
  circumstances: Circumstances,
): readonly Finding[] {
  const slices = table.groups.flatMap(({ slice }) => slice ?? []);
  return questionsOf(acceptance, slices, alpha).flatMap((family) => findingsOfFamily(family, table, circumstances));
}

/** The findings of some questions of one criterion, its slices corrected for their number. */
export function findingsOfFamily(
  family: Family,
  table: AnalysisTable,
  circumstances: Circumstances,
): readonly Finding[] {
  const judged = family.map((question) => {
    const analysis = table.of(question.criterion.metric, question.slice);
    return { question, analysis, judgement: judge(question, analysis, circumstances) };
  });
  const whole = judged.filter(({ question }) => question.slice === undefined);
  const slices = judged.filter(({ question }) => question.slice !== undefined);
  return [...whole, ...correctForMany(slices)].map(({ question, analysis, judgement }) =>
    findingOf(question, analysis, judgement),
  );
}

/**
 * Holm's correction of the slices that an interval decided: among many slices one fails by chance alone, so a failure must
 * survive the correction; passing needs none, because every slice must pass.
 */
function correctForMany(slices: readonly Judged[]): readonly Judged[] {
  const family = slices.flatMap(({ judgement }) => judgement.failureP ?? []);
  if (family.length < 2) return slices;
  const adjusted = holm(family);
  let position = 0;
  return slices.map((judged) => {
    if (judged.judgement.failureP === undefined) return judged;
    const p = adjusted[position] ?? 1;
    position += 1;
    if (judged.judgement.status !== 'fail' || p <= judged.question.alpha) return judged;
    const cause = { kind: 'holm', slices: family.length } as const;
    return { ...judged, judgement: { ...judged.judgement, status: 'inconclusive', cause } };
  });
}
