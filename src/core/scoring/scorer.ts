import type { z } from 'zod';
import type { JsonObject } from '../contracts/json.ts';
import type { Score } from '../contracts/score.ts';
import type { Case } from '../contracts/suite.ts';
import { optionFaults } from './option-faults.ts';

/** Something that would keep a scorer from working, found before the first call. */
export interface ScorerFault {
  readonly message: string;
  /** The case that shows it, when it is about cases. */
  readonly case?: Case;
  readonly hint?: string;
}

/** Makes a text comparable: the scorer's `normalise` list as one function. */
export type Normalise = (text: string) => string;

/** Judges the extracted part of one output. Total: hostile outputs get a score, never an exception. */
export type Judge = (output: string, testCase: Case) => Score;

/** What one scorer type is, with the type of its options. */
export interface ScorerDefinition<Options> {
  readonly type: string;
  /** One sentence for the reference. */
  readonly summary: string;
  /** Keys in kebab-case, each described. */
  readonly options: z.ZodType<Options>;
  /** Whether the scorer reads punctuation (decimal points, apostrophes): then `strip-punctuation` is refused. */
  readonly readsPunctuation: boolean;
  /** What in the options or the cases would keep the scorer from working. */
  check(options: Options, cases: readonly Case[], normalise: Normalise): readonly ScorerFault[];
  /** Does once what does not depend on the case. Called only when `check` found nothing. */
  prepare(options: Options, normalise: Normalise): Judge;
  /** What a reply that the model or a filter declined to give scores; 0 where this is absent. */
  readonly judgeDeclined?: (options: Options, testCase: Case) => Score;
}

/** A scorer whose options have been read. */
export interface OpenedScorer {
  check(cases: readonly Case[], normalise: Normalise): readonly ScorerFault[];
  prepare(normalise: Normalise): Judge;
  judgeDeclined(testCase: Case): Score | undefined;
}

/** A scorer type as the registry lists it, whatever its options are. */
export interface ScorerType {
  readonly type: string;
  readonly summary: string;
  readonly options: z.ZodType;
  readonly readsPunctuation: boolean;
  open(options: JsonObject): OpenedScorer | { readonly faults: readonly ScorerFault[] };
}

/** Ties a definition to its options, so that scorers with different options can stand in one list. */
export function defineScorer<Options>(definition: ScorerDefinition<Options>): ScorerType {
  const { type, summary, options: schema, readsPunctuation } = definition;
  return {
    type,
    summary,
    options: schema,
    readsPunctuation,
    open(written) {
      const read = schema.safeParse(written);
      if (!read.success) return { faults: optionFaults(read.error, schema) };
      return {
        check: (cases, normalise) => definition.check(read.data, cases, normalise),
        prepare: (normalise) => definition.prepare(read.data, normalise),
        judgeDeclined: (testCase) => definition.judgeDeclined?.(read.data, testCase),
      };
    },
  };
}
