import type { LayerChange, UncoveredChange } from '../core/contracts/change.ts';
import type { Place } from '../core/contracts/layer.ts';
import { describeProblem, type Problem } from '../core/contracts/problem.ts';
import type { Migration, Verdict, VerdictName } from '../core/contracts/verdict.ts';
import { plainText } from './plain-text.ts';
import { reasonWithin } from './reason.ts';
import { clip, visibleLines } from './untrusted.ts';
import { LAYER_WORDS, PROBLEM_WORDS, VERDICT_WORDS } from './wording.ts';

/** GitHub shows at most ten annotations of each level for a step. */
const PER_LEVEL = 10;
const TITLE_LENGTH = 120;
const MESSAGE_LENGTH = 1_000;

/** A remark on a line of the pull request's head. Texts are plain; the shell escapes them for its own protocol. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly title: string;
  readonly message: string;
}

/** The changed lines with their verdict, uncovered model IDs, and problems that have a place on the head's side. */
export function annotationsOf(verdict: Verdict): readonly Annotation[] {
  const all = [
    ...[...verdict.problems, ...verdict.migrations.flatMap(({ problems }) => problems)].flatMap((one) =>
      ofProblem(one, verdict),
    ),
    ...verdict.migrations.flatMap((migration) => ofMigration(migration, verdict)),
    ...verdict.uncovered.flatMap((change) => ofUncovered(change, verdict)),
  ];
  const kept = { error: 0, warning: 0, notice: 0 };
  return all.filter(({ level }) => {
    kept[level] += 1;
    return kept[level] <= PER_LEVEL;
  });
}

function ofMigration(migration: Migration, verdict: Verdict): readonly Annotation[] {
  const title = `${migration.application}: ${VERDICT_WORDS[migration.verdict].title}`;
  const reason = plainText(reasonWithin(migration.reason));
  return migration.changed.flatMap((change) => {
    const place = change.target?.places[0];
    if (place === undefined) return [];
    return [annotation(levelOf(migration.verdict, verdict), place, title, `${changeWords(change)}: ${reason}.`)];
  });
}

function changeWords({ layer, source, target }: LayerChange): string {
  if (layer !== 'model') return `The ${LAYER_WORDS[layer]} changed`;
  return `The model changed from ${String(source?.value ?? 'none')} to ${String(target?.value ?? 'none')}`;
}

function ofUncovered({ place, side, source, target }: UncoveredChange, verdict: Verdict): readonly Annotation[] {
  if (side === 'source') return [];
  const ids = [source, target].filter((id) => id !== undefined).join(' → ');
  const level = levelOf(verdict.verdict === 'fail' || verdict.verdict === 'invalid' ? 'fail' : 'inconclusive', verdict);
  return [
    annotation(level, place, 'Uncovered model change', `${ids} belongs to no application, so it was not evaluated.`),
  ];
}

function ofProblem(problem: Problem, verdict: Verdict): readonly Annotation[] {
  const onHead = problem.side === 'target' || problem.side === undefined;
  if (problem.place === undefined || !onHead) return [];
  const { place, ...rest } = problem;
  return [annotation(levelOf('invalid', verdict), place, PROBLEM_WORDS[problem.code], describeProblem(rest))];
}

/** What would block is an error; in observe mode nothing does. */
function levelOf(name: VerdictName, { mode, onInconclusive }: Verdict): Annotation['level'] {
  if (name === 'pass' || name === 'not-applicable') return 'notice';
  const blocks = mode === 'enforce' && name !== 'waived' && !(name === 'inconclusive' && onInconclusive === 'warn');
  return blocks ? 'error' : 'warning';
}

function annotation(level: Annotation['level'], place: Place, title: string, message: string): Annotation {
  return {
    level,
    file: place.file,
    ...(place.line === undefined ? {} : { line: place.line }),
    ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
    title: clip(visibleLines(title).replace(/\n/g, ' '), TITLE_LENGTH),
    message: clip(visibleLines(message), MESSAGE_LENGTH),
  };
}
