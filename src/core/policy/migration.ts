import { cellsOf } from '../comparison/cells-of.ts';

import { decidingScorers, flipsOf } from '../comparison/passing.ts';
import { servedModels } from '../comparison/served.ts';
import { countCalls, countCells, countUnparsed, totalCost } from '../comparison/tally.ts';
import { arrangeTrials } from '../comparison/trials.ts';
import { countUntimed } from '../comparison/untimed.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Finding } from '../contracts/finding.ts';
import type { Problem } from '../contracts/problem.ts';
import type { ScoredCells } from '../contracts/score.ts';
import type { CallCount, Migration } from '../contracts/verdict.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';
import { type Conclusion, conclude } from './conclusion.ts';
import { criticalLosses } from './critical.ts';
import { type Evaluated, evaluateAll } from './evaluated.ts';
import { integrityProblems, rejectedByTarget, tooManyFailures } from './integrity.ts';
import { isOutage } from './outage.ts';
import { observedReliability } from './reliability.ts';
import { replay } from './sequential/replay.ts';
import { isSequential } from './sequential/setting.ts';
import { identityOf, isDecisive } from './subject.ts';
import { concludeUnsent } from './unsent.ts';

/** An application that the head no longer has: shown, and nothing to measure. */
export function assessRemoval(subject: MigrationSubject): Migration {
  return notMeasured(subject, undefined, subject.problems);
}

/** Judges one application from its cells: what was measured, how it compares, what follows. */
export function assessMigration(subject: MigrationSubject, yardstick: Yardstick, cells: ScoredCells): Migration {
  const application = yardstick.applications.find(({ name }) => name === subject.application);
  if (subject.kind === 'removed') return notMeasured(subject, application, subject.problems);
  if (application === undefined) {
    const { problems } = subject;
    return notMeasured(subject, application, problems.length > 0 ? problems : [missingYardstick(subject)]);
  }
  const own = cellsOf(cells, subject.application);
  const unsent =
    own.length === 0 && isDecisive(subject, application) ? concludeUnsent(subject, application) : undefined;
  if (unsent !== undefined) return notMeasured(subject, application, [], unsent);
  if (own.length === 0 && subject.problems.length > 0) return notMeasured(subject, application, subject.problems);
  const base = { subject, application, yardstick };
  return assessMeasured(isSequential(application) ? replay(base, own) : evaluateAll(base, own), own);
}

function assessMeasured(evaluated: Evaluated, cells: ScoredCells): Migration {
  const { measurement, comparisons, stopping } = evaluated;
  const { subject, application, table } = measurement;
  const decisive = isDecisive(subject, application);
  const findings = evaluated.findings.map((finding) => (decisive ? finding : reported(finding)));
  const losses = decisive && subject.kind === 'changed' ? criticalLosses(application, table) : [];
  const rejected = rejectedByTarget(measurement);
  const failures = tooManyFailures(measurement);
  const problems = [...subject.problems, ...integrityProblems(measurement)];
  const conclusion = decisive
    ? conclude({
        application: subject.application,
        problems,
        ...(failures === undefined ? {} : { tooManyFailures: failures }),
        ...(rejected === undefined ? {} : { rejected }),
        criticalLosses: losses,
        findings,
      })
    : notDecisive('proposed');
  // What was in flight when the run ended is judged no more, but it was called for.
  const called = stopping === undefined ? table : arrangeTrials(application.suite, table.sides, cells);
  const costUsd = totalCost(called);
  const untimed = countUntimed(table);
  const served = servedModels(subject, cells);
  return {
    ...identityOf(subject),
    ...conclusion,
    cases: application.suite.cases.length,
    trials: application.suite.trials,
    calls: withoutSaved(countCalls(called), stopping?.savedCalls ?? 0),
    ...(costUsd === undefined ? {} : { costUsd }),
    findings,
    comparisons,
    ...flipsOf(table, decidingScorers(application)),
    criticalLosses: losses,
    unparsed: { source: countUnparsed(table, 'source'), target: countUnparsed(table, 'target') },
    counts: { source: countCells(table, 'source'), target: countCells(table, 'target') },
    ...(untimed === 0 ? {} : { untimed }),
    ...(served.length === 0 ? {} : { served }),
    ...afterwards(conclusion, evaluated, { findings, criticalLosses: losses }),
    ...(stopping === undefined ? {} : { stopping }),
    problems: [...problems, ...(rejected === undefined ? [] : [rejected])],
    warnings: subject.warnings,
  };
}

/** What is said beside a conclusion: of one that cannot be trusted whether an outage explains it, of others about the gate. */
function afterwards(
  { verdict }: Conclusion,
  { measurement, analyses }: Evaluated,
  found: Pick<Migration, 'findings' | 'criticalLosses'>,
): Pick<Migration, 'outage' | 'reliability'> {
  if (verdict === 'invalid') return isOutage(measurement, found) ? { outage: true } : {};
  const { application, yardstick } = measurement;
  const reliability = observedReliability(found.findings, analyses, { seed: yardstick.seed, application });
  return reliability === undefined ? {} : { reliability };
}

/** Calls of cases that the verdict did not need are no longer planned, and did not fail. */
function withoutSaved({ planned, failed, ...others }: CallCount, saved: number): CallCount {
  return { ...others, planned: planned - saved, failed: failed - saved };
}

/** A finding that is shown and decides nothing. */
function reported(finding: Finding): Finding {
  return { ...finding, enforce: 'report' };
}

function notDecisive(what: 'proposed' | 'removed'): Conclusion {
  return { verdict: 'not-applicable', reason: { kind: 'not-evaluated', what } };
}

function missingYardstick(subject: MigrationSubject): Problem {
  return {
    code: 'config-invalid',
    message: 'The yardstick holds no suite and no criteria for this application.',
    application: subject.application,
    hint: 'Add the application with its suite to the configuration on the base branch.',
  };
}

/** What follows where nothing was called: of an application that was removed, or stopped by problems before the first call. */
function concludeUnmeasured(
  subject: MigrationSubject,
  application: ApplicationYardstick | undefined,
  problems: readonly Problem[],
): Conclusion {
  const harmless = subject.kind === 'removed' ? problems.length === 0 : !isDecisive(subject, application);
  return harmless
    ? notDecisive(subject.kind === 'removed' ? 'removed' : 'proposed')
    : conclude({ application: subject.application, problems, criticalLosses: [], findings: [] });
}

/** A migration of which nothing was called. */
function notMeasured(
  subject: MigrationSubject,
  application: ApplicationYardstick | undefined,
  problems: readonly Problem[],
  conclusion: Conclusion = concludeUnmeasured(subject, application, problems),
): Migration {
  const table = { sides: [], cases: [], strays: [] };
  return {
    ...identityOf(subject),
    ...conclusion,
    cases: application?.suite.cases.length ?? 0,
    trials: application?.suite.trials ?? 0,
    calls: countCalls(table),
    findings: [],
    comparisons: [],
    lost: [],
    won: [],
    same: 0,
    criticalLosses: [],
    unparsed: { source: 0, target: 0 },
    counts: { source: countCells(table, 'source'), target: countCells(table, 'target') },
    problems,
    warnings: subject.warnings,
  };
}
