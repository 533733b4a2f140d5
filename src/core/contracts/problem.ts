import type { Place } from './layer.ts';

/**
 * What can be wrong with what Changeover is given, by kind. One catalogue, so that a code in `verdict.json` means one thing.
 */
export type ProblemCode =
  | 'usage' // wrong command-line words or action inputs
  | 'not-built' // a key, command or scorer of the specification that this version does not have
  | 'config-missing' // no configuration where one is needed
  | 'config-syntax' // YAML that cannot be read, or is unsafe to read
  | 'config-invalid' // readable, but unknown keys, wrong types, contradictions
  | 'layer-missing' // a file, path, constant or pattern that a layer names is not there
  | 'layer-invalid' // it is there but cannot be what the layer needs
  | 'model-id' // a model ID with invisible or look-alike characters, or of no or of several providers
  | 'provider' // a provider that is not defined, or cannot be reached as defined
  | 'path' // a path that leaves the repository, or passes through a symbolic link
  | 'suite' // a dataset that cannot be read or has no cases
  | 'template' // a placeholder without a value, or a template that cannot be read
  | 'scorer' // a scorer that cannot work: unknown type, missing expected answer, bad schema or pattern
  | 'price' // a price that is needed and not known
  | 'recording' // a reply that is not in the recording, or a recording that cannot answer this change
  | 'conditions' // the two sides cannot be compared fairly
  | 'model-access' // credentials or permissions of a model endpoint
  | 'budget' // the cost cap was reached
  | 'repository' // git or GitHub cannot give what was asked
  | 'github' // the GitHub API refused
  | 'permission' // the token lacks a permission
  | 'evidence' // evidence that is missing, cannot be read or does not agree with itself
  | 'io' // the disk refused
  | 'cancelled' // stopped by a signal
  | 'internal'; // a fault of Changeover itself

/** One thing that is wrong: what happened, where, and what to do next. Plain data. */
export interface Problem {
  readonly code: ProblemCode;
  /** What happened, in one sentence that names the thing. */
  readonly message: string;
  /** Where: a file and line when it is about one. */
  readonly place?: Place;
  readonly application?: string;
  readonly side?: 'source' | 'target' | 'yardstick';
  readonly caseId?: string;
  /** What to do next. */
  readonly hint?: string;
}

/** The one error class: carries problems as data; whoever reports them chooses the words around them. */
export class ChangeoverError extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: Problem | readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    const list: readonly [Problem, ...Problem[]] = 'code' in problems ? [problems] : problems;
    super(list.map(describeProblem).join('\n'), options);
    this.name = 'ChangeoverError';
    this.problems = list;
  }
}

/** `file:line:column: message (application x, source side, case y). Hint.` */
export function describeProblem(problem: Problem): string {
  const at = problem.place ? `${describePlace(problem.place)}: ` : '';
  const about = [
    problem.application && `application ${problem.application}`,
    problem.side && (problem.side === 'yardstick' ? 'yardstick' : `${problem.side} side`),
    problem.caseId && `case ${problem.caseId}`,
  ].filter(Boolean);
  const context = about.length > 0 ? ` (${about.join(', ')})` : '';
  return `${at}${problem.message}${context}${problem.hint ? `\n  ${problem.hint}` : ''}`;
}

/** `file:line:column`, as editors and terminals make it a link. */
export function describePlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** Throws when there is any problem. */
export function throwIfAny(problems: readonly Problem[]): void {
  const [first, ...rest] = problems;
  if (first) throw new ChangeoverError([first, ...rest]);
}

/** Each of them once: what says the same of the same place is one problem, however often it was met. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [describeProblem(problem), problem])).values()];
}
