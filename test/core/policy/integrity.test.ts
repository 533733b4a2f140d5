import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/core/contracts/problem.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, cell, criterion, failed, pairs, type Scenario, scenario, scorer } from './scenario.ts';

const suite = cases(100);
const fine = pairs(
  suite,
  () => 1,
  () => 1,
);

/** The same cells with the first so many of one side replaced. */
function broken(side: 'source' | 'target', count: number, replace: (caseId: string) => ScoredCell[]): ScoredCell[] {
  const ids = new Set(suite.slice(0, count).map(({ id }) => id));
  return fine.flatMap((item) => (item.side === side && ids.has(item.caseId) ? replace(item.caseId) : [item]));
}

function judged(given: Partial<Scenario>) {
  const verdict = assess(scenario({ cases: suite, cells: fine, ...given }));
  const [migration] = verdict.migrations;
  if (migration === undefined) throw new Error('no migration');
  return { verdict, migration };
}

function problemOf(given: Partial<Scenario>): Problem {
  const { verdict } = judged(given);
  expect(verdict.verdict).toBe('invalid');
  if (verdict.reason.kind !== 'problem') throw new Error(`reason ${verdict.reason.kind}`);
  return verdict.reason.problem;
}

describe('failed cells', () => {
  it('are tolerated up to the limit, counted and left out', () => {
    const { verdict, migration } = judged({ cells: broken('target', 1, (id) => [failed('target', id)]) });
    expect(verdict.verdict).toBe('pass');
    expect(migration.findings[0]?.n).toBe(99);
    expect(migration.counts.target).toMatchObject({ planned: 100, replied: 99, failed: 1, errors: { unavailable: 1 } });
  });

  it.each(['source', 'target'] as const)('above it make the verdict invalid, on the %s side', (side) => {
    const { verdict } = judged({ cells: broken(side, 2, (id) => [failed(side, id, 'throttled')]) });
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'failed-cells', application: 'triage', side, failed: 2, planned: 100, limit: 0.01 },
    });
  });

  it('count when they were never observed at all', () => {
    const { verdict } = judged({ cells: broken('source', 2, () => []) });
    expect(verdict.reason).toMatchObject({ kind: 'failed-cells', side: 'source', failed: 2 });
    expect(judged({ cells: [] }).verdict.reason).toMatchObject({ kind: 'failed-cells', failed: 100, planned: 100 });
  });

  it('are counted per trial', () => {
    const { verdict } = judged({ trials: 2 });
    expect(verdict.reason).toMatchObject({ kind: 'failed-cells', failed: 100, planned: 200 });
  });
});

describe('a run that ended early', () => {
  it.each([
    [
      'no-access',
      'model-access',
      'The model endpoint answered some calls and refused access to others, as it does when credentials expire: ' +
        '1 of 100 planned calls of new-model without a reply.',
    ],
    [
      'no-such-model',
      'model-access',
      'The provider has no such model: 1 of 100 planned calls of new-model without a reply.',
    ],
    [
      'over-budget',
      'budget',
      'The cost cap was reached before all calls were made: 1 of 100 planned calls of new-model without a reply.',
    ],
    [
      'cancelled',
      'cancelled',
      'The run was stopped before all calls were made: 1 of 100 planned calls of new-model without a reply.',
    ],
  ])('by %s is invalid, even when few cells are missing', (kind, code, message) => {
    const problem = problemOf({ cells: broken('target', 1, (id) => [failed('target', id, kind)]) });
    expect(problem).toMatchObject({ code, message, side: 'target', application: 'triage' });
    expect(problem.hint).toBeTruthy();
  });

  it('is not mistaken for one that met a passing fault', () => {
    const kinds = ['throttled', 'timed-out', 'unavailable', 'network', 'malformed', 'not-recorded', 'constructor'];
    for (const kind of kinds) {
      expect(judged({ cells: broken('target', 1, (id) => [failed('target', id, kind)]) }).verdict.verdict).toBe('pass');
    }
  });
});

describe('rejected cells', () => {
  const rejected = (id: string) => {
    const { latencyMs, costUsd, outputTokens, inputTokens, ...rest } = cell('target', id, {
      outcome: 'rejected',
      scores: { accuracy: { value: 0, reason: 'invalid-request' } },
      errorKind: 'invalid-request',
    });
    return [rest];
  };

  it('score 0 and count against the variant', () => {
    const { verdict, migration } = judged({ cells: broken('target', 30, rejected) });
    expect(verdict).toMatchObject({ verdict: 'fail', reason: { kind: 'finding' } });
    expect(migration.findings[0]).toMatchObject({ n: 100, losses: 30, difference: -0.3 });
  });

  it('fail the migration when the target answered nothing else, whatever else cannot be measured', () => {
    const all = [criterion('cost', 'max-ratio', 1.1), criterion('latency-p95', 'max', 900)];
    const { verdict, migration } = judged({ cells: broken('target', 100, rejected), all });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toMatchObject({
      kind: 'problem',
      problem: {
        message: 'The target answered none of its calls: 100 were rejected by its own fault (invalid-request).',
      },
    });
    expect(migration.findings.map(({ status }) => status)).toEqual(['invalid', 'invalid']);
  });

  it('do not excuse failed ones', () => {
    const cells = broken('target', 100, (id) =>
      id === 'case-0' || id === 'case-1' ? [failed('target', id)] : rejected(id),
    );
    expect(judged({ cells }).verdict.reason.kind).toBe('failed-cells');
  });
});

describe('what was not planned', () => {
  it('is no evidence', () => {
    const twice = problemOf({ cells: [...fine, cell('target', 'case-7')] });
    expect(describeProblem(twice)).toContain(
      'An observation stands twice: trial 0. (application triage, target side, case case-7)',
    );
    expect(
      problemOf({ cells: [...fine, cell('target', 'case-7', { trial: 5 }), cell('source', 'nobody')] }).message,
    ).toBe('An observation is of a trial that was not planned: trial 5; 1 more do not belong either.');
  });

  it('includes a source where nothing is to be compared', () => {
    const problem = problemOf({ subject: { kind: 'added' } });
    expect(problem.message).toMatch(/^An observation is of a side that was not planned/);
  });

  it('does not matter when it is of another application', () => {
    expect(judged({ cells: [...fine, cell('target', 'nobody', { application: 'other' })] }).verdict.verdict).toBe(
      'pass',
    );
  });
});

describe('an empty suite', () => {
  it('is invalid, and names the file', () => {
    expect(problemOf({ cases: [], cells: [] })).toMatchObject({ code: 'suite', place: { file: 'evals/triage.jsonl' } });
  });
});

describe('a price that is not known', () => {
  const unpriced = fine.map((item) => {
    const { costUsd, ...rest } = item;
    return item.side === 'target' ? rest : item;
  });
  const prices = { 'old-model': { input: 1, output: 1, source: 'test' } };

  it('is invalid under a cap that someone wrote down', () => {
    const problem = problemOf({ cells: unpriced, yardstick: { prices }, policy: { capDefaulted: false } });
    expect(problem).toMatchObject({
      code: 'price',
      side: 'target',
      message: 'The price of new-model is not known, so policy.max-cost-usd cannot be kept.',
    });
    expect(problem.hint).toContain('"new-model": { input: …, output: … }');
  });

  it.each([
    [{ maxCostUsdPerPullRequest: 5 }, 'policy.max-cost-usd-per-pull-request'],
    [{ maxCostUsdPerMonth: 5 }, 'policy.max-cost-usd-per-month'],
  ])('is invalid under a cap that several runs share: %j', (caps, key) => {
    const { message } = problemOf({ cells: unpriced, yardstick: { prices }, policy: { capDefaulted: true, ...caps } });
    expect(message).toBe(`The price of new-model is not known, so ${key} cannot be kept.`);
  });

  it('is that of the tier that served the replies, not that of the list', () => {
    const problem = problemOf({ cells: unpriced, policy: { capDefaulted: false } });
    expect(problem).toMatchObject({
      code: 'price',
      message:
        'The price of new-model at the service tier that served it is not known, so policy.max-cost-usd cannot be kept.',
    });
    expect(problem.hint).toContain('"new-model": { input: …, output: …, service-tiers: { priority:');
  });

  it('is another matter than tokens that the service did not tell', () => {
    const untold = unpriced.map(({ inputTokens, ...rest }) => rest);
    expect(judged({ cells: untold, policy: { capDefaulted: false } }).verdict.verdict).toBe('pass');
  });

  it('is no matter when nothing needs it', () => {
    const { verdict, migration } = judged({ cells: unpriced, yardstick: { prices } });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.costUsd).toBeUndefined();
    expect(migration.costUsd).toBeUndefined();
  });

  it('is no matter for replies from a recording, which cost nothing', () => {
    const given = {
      cells: unpriced,
      yardstick: { prices },
      policy: { capDefaulted: false },
      application: { recorded: true },
    };
    expect(judged(given).verdict.verdict).toBe('pass');
    const providers = [{ name: 'replies', type: 'recorded' as const, concurrency: 1, timeoutMs: 1_000 }];
    const { verdict } = judged({
      cells: unpriced,
      yardstick: { prices, providers },
      policy: { capDefaulted: false },
      subject: { target: { model: 'new-model', provider: 'replies' } },
    });
    expect(verdict.verdict).toBe('pass');
  });

  it('is no matter to a scorer that happens to be called cost', () => {
    const cells = unpriced.map((item) => ({ ...item, scores: { cost: { value: 1 } } }));
    const all = [criterion('cost', 'max-drop', 0.05)];
    expect(judged({ cells, all, scorers: [scorer('cost')], yardstick: { prices } }).verdict.verdict).toBe('pass');
  });

  it('is invalid when a blocking criterion needs it, not when a reported one does', () => {
    const cost = criterion('cost', 'max-ratio', 1.1);
    const all = [criterion('accuracy', 'max-drop', 0.05), cost];
    const given = { cells: unpriced, yardstick: { prices } };
    expect(judged({ ...given, all }).verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'finding', finding: { metric: 'cost', cause: { kind: 'price-unknown', model: 'new-model' } } },
    });
    expect(judged({ ...given, all: [all[0] ?? cost, { ...cost, enforce: 'report' }] }).verdict.verdict).toBe('pass');
  });
});

describe('problems of the subject', () => {
  const problem: Problem = { code: 'template', message: 'A placeholder has no value.', application: 'triage' };

  it('make it invalid, with or without cells', () => {
    for (const cells of [[], fine]) {
      const { verdict, migration } = judged({ cells, subject: { problems: [problem, problem] } });
      expect(verdict).toMatchObject({ verdict: 'invalid', reason: { kind: 'problem', problem, others: 1 } });
      expect(migration.problems).toEqual([problem, problem]);
      expect(migration.cases).toBe(100);
    }
    expect(judged({ cells: [], subject: { problems: [problem] } }).migration.findings).toEqual([]);
  });

  it('say nothing of the reliability of the gate', () => {
    expect(judged({ subject: { problems: [problem] } }).migration.reliability).toBeUndefined();
  });

  it('are kept apart from warnings', () => {
    const { verdict, migration } = judged({ subject: { warnings: [problem] } });
    expect(verdict.verdict).toBe('pass');
    expect(migration.warnings).toEqual([problem]);
  });

  it('include a yardstick that lacks the application', () => {
    const { migration } = judged({ subject: { application: 'constructor' } });
    expect(migration).toMatchObject({ verdict: 'invalid', cases: 0, problems: [{ code: 'config-invalid' }] });
  });
});
