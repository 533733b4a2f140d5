import type { AssessmentInput, MigrationSubject } from '../../../src/core/contracts/assessment.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import type { Case, ScorerSpec } from '../../../src/core/contracts/suite.ts';
import type {
  Acceptance,
  ApplicationYardstick,
  Criterion,
  Policy,
  Yardstick,
} from '../../../src/core/contracts/yardstick.ts';

/** Builders for inputs of an assessment, in the least words. Everything has a plain default. */

const APPLICATION = 'triage';

export function scorer(name = 'accuracy', passAt = 1): ScorerSpec {
  return { name, type: 'exact-match', normalise: [], options: {}, passAt };
}

export function criterion(
  metric: string,
  key: Criterion['key'],
  threshold: number,
  more: Partial<Criterion> = {},
): Criterion {
  const evidence = key === 'min' || key === 'max' ? 'point' : 'interval';
  return { metric, key, threshold, enforce: 'block', evidence, ...more };
}

export function cases(n: number, more: (index: number) => Partial<Case> = () => ({})): Case[] {
  return Array.from({ length: n }, (_, index) => ({
    id: `case-${index}`,
    input: `question ${index}`,
    slices: [],
    critical: false,
    line: index + 1,
    ...more(index),
  }));
}

export function cell(side: Side, caseId: string, more: Partial<ScoredCell> = {}): ScoredCell {
  return {
    application: APPLICATION,
    side,
    caseId,
    trial: 0,
    purpose: 'plan',
    outcome: 'replied',
    scores: {},
    latencyMs: 400,
    costUsd: 0.001,
    inputTokens: 100,
    outputTokens: 20,
    truncated: false,
    refused: false,
    guarded: false,
    attempts: 1,
    replayed: false,
    ...more,
  };
}

export function failed(
  side: Side,
  caseId: string,
  errorKind = 'unavailable',
  more: Partial<ScoredCell> = {},
): ScoredCell {
  const { latencyMs, costUsd, inputTokens, outputTokens, ...rest } = cell(side, caseId);
  return { ...rest, outcome: 'failed', errorKind, attempts: 4, ...more };
}

/** One scored cell a case and side: `accuracy` is 1 or 0 as the two functions say, or any number. */
export function pairs(
  suite: readonly Case[],
  source: (index: number) => number,
  target: (index: number) => number,
  more: (index: number, side: Side) => Partial<ScoredCell> = () => ({}),
): ScoredCell[] {
  return suite.flatMap(({ id }, index) => [
    cell('source', id, { scores: { accuracy: { value: source(index) } }, ...more(index, 'source') }),
    cell('target', id, { scores: { accuracy: { value: target(index) } }, ...more(index, 'target') }),
  ]);
}

export interface Scenario {
  readonly cases: readonly Case[];
  readonly cells: readonly ScoredCell[];
  readonly all?: readonly Criterion[];
  readonly anyOf?: Acceptance['anyOf'];
  readonly scorers?: readonly ScorerSpec[];
  readonly trials?: number;
  readonly subject?: Partial<MigrationSubject>;
  readonly application?: Partial<ApplicationYardstick>;
  readonly policy?: Partial<Policy>;
  readonly yardstick?: Partial<Yardstick>;
  readonly input?: Partial<AssessmentInput>;
}

export function subject(more: Partial<MigrationSubject> = {}): MigrationSubject {
  const changed = {
    application: APPLICATION,
    kind: 'changed' as const,
    changed: [],
    source: { model: 'old-model', provider: 'bedrock' },
    target: { model: 'new-model', provider: 'bedrock' },
    problems: [],
    warnings: [],
    ...more,
  };
  if (changed.kind !== 'added') return changed;
  const { source, ...added } = changed;
  return added;
}

function policy(more: Partial<Policy> = {}): Policy {
  return {
    mode: 'enforce',
    confidence: 0.95,
    onInconclusive: 'fail',
    onUncovered: 'fail',
    maxCostUsd: 20,
    capDefaulted: true,
    maxErrorRate: 0.01,
    owners: [],
    ...more,
  };
}

export function scenario(given: Scenario): AssessmentInput {
  const application: ApplicationYardstick = {
    name: APPLICATION,
    suite: {
      cases: given.cases,
      trials: given.trials ?? 1,
      scorers: given.scorers ?? [scorer()],
      file: 'evals/triage.jsonl',
    },
    acceptance: { all: given.all ?? [criterion('accuracy', 'max-drop', 0.05)], anyOf: given.anyOf ?? [] },
    owners: [],
    standing: 'in-effect',
    recorded: false,
    ...given.application,
  };
  const yardstick: Yardstick = {
    schema: 'changeover/yardstick@1',
    commit: 'b'.repeat(40),
    applications: [application],
    providers: [{ name: 'bedrock', type: 'bedrock', concurrency: 8, timeoutMs: 120_000 }],
    prices: {
      'old-model': { input: 1, output: 2, source: 'test' },
      'new-model': { input: 1, output: 2, source: 'test' },
    },
    policy: policy(given.policy),
    digests: { suite: 's'.repeat(64), policy: 'p'.repeat(64) },
    seed: 20240501,
    preview: false,
    ...given.yardstick,
  };
  return {
    base: 'b'.repeat(40),
    head: 'h'.repeat(40),
    source: 'b'.repeat(40),
    attempt: 1,
    yardstick,
    subjects: [subject(given.subject)],
    wiring: [],
    proposed: [],
    uncovered: [],
    moved: [],
    problems: [],
    cells: given.cells,
    ...given.input,
  };
}
