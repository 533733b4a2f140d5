import type { Place } from '../contracts/layer.ts';
import type { Problem, ProblemCode } from '../contracts/problem.ts';
import type { Case, ScorerSpec } from '../contracts/suite.ts';
import { checkExtract } from './extract.ts';
import { normaliser } from './normalise.ts';
import type { ScorerFault, ScorerType } from './scorer.ts';
import { findScorer } from './scorers.ts';

/**
 * Everything that would keep the scorers from judging these cases, found before the first call is paid for: unknown types
 * and options, patterns and schemas that cannot be read, cases without what a scorer compares with. `where` says where
 * cases and scorers are written, so that problems can name a line.
 */
export function checkScorers(
  specs: readonly ScorerSpec[],
  cases: readonly Case[],
  where: Whereabouts = {},
): readonly Problem[] {
  return specs.flatMap((spec) => {
    const type = findScorer(spec.type);
    if (!('found' in type)) return [problemOf(spec, type.fault, type.code, where)];
    return faultsOf(type.found, spec, cases).map((fault) => problemOf(spec, fault, 'scorer', where));
  });
}

interface Whereabouts {
  /** The dataset. */
  readonly file?: string;
  /** Where a configuration has each scorer, by name. */
  readonly places?: ReadonlyMap<string, Place>;
}

function faultsOf(type: ScorerType, spec: ScorerSpec, cases: readonly Case[]): readonly ScorerFault[] {
  const opened = type.open(spec.options);
  const own = 'faults' in opened ? opened.faults : opened.check(cases, normaliser(spec.normalise));
  return [...own, ...(spec.extract === undefined ? [] : checkExtract(spec.extract)), ...checkNormalise(type, spec)];
}

function checkNormalise(type: ScorerType, spec: ScorerSpec): readonly ScorerFault[] {
  if (!type.readsPunctuation || !spec.normalise.includes('strip-punctuation')) return [];
  const hint = 'Remove it from `normalise`; what else stands there may stay.';
  return [{ message: `\`strip-punctuation\` would take away what \`${type.type}\` reads`, hint }];
}

function problemOf(spec: ScorerSpec, fault: ScorerFault, code: ProblemCode, { file, places }: Whereabouts): Problem {
  const ofCase = fault.case !== undefined && file !== undefined ? { file, line: fault.case.line } : undefined;
  const place = fault.case === undefined ? places?.get(spec.name) : ofCase;
  const label = fault.message.includes(`\`${spec.type}\``) ? spec.name : `${spec.name} (${spec.type})`;
  return {
    code,
    message: `scorer ${label}: ${fault.message}`,
    ...(place === undefined ? {} : { place }),
    ...(fault.case === undefined ? {} : { caseId: fault.case.id }),
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
  };
}
