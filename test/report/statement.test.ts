import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/contracts/finding.ts';
import type { Migration, Verdict } from '../../src/core/contracts/verdict.ts';
import { statementOf } from '../../src/report/statement.ts';
import { VERDICT, YARDSTICK } from '../workspace/evidence/support.ts';

const LINKS = { repositoryUrl: 'https://github.com/acme/shop', runUrl: 'https://github.com/acme/shop/actions/runs/7' };
const [MIGRATION] = VERDICT.migrations as readonly [Migration];
const [FINDING] = MIGRATION.findings as readonly [Finding];

/** A verdict whose one migration has the same name, and these findings. */
function concluded(verdict: Verdict['verdict'], findings: readonly Finding[], more: Partial<Verdict> = {}): Verdict {
  const migration: Migration = { ...MIGRATION, verdict, findings, criticalLosses: [] };
  const reason: Verdict['reason'] = { kind: 'all-pass', findings: findings.length };
  return { ...VERDICT, verdict, reason, migrations: [migration], uncovered: [], ...more };
}

const finding = (status: Finding['status'], more: Partial<Finding> = {}): Finding => {
  const { slice: _slice, cause: _cause, ...plain } = FINDING;
  return { ...plain, status, ...more };
};

function testsOf(verdict: Verdict) {
  const statement = statementOf({ verdict, yardstick: YARDSTICK, links: LINKS });
  if (statement === undefined) throw new Error('no statement');
  const { result, passedTests: passed, warnedTests: warned, failedTests: failed } = statement.predicate;
  return { result, passed, warned, failed };
}

describe('a statement', () => {
  it('is about the head commit, and names all that it was measured with by digest', () => {
    const migrations = [{ ...MIGRATION, variants: '9'.repeat(64) }];
    const statement = statementOf({ verdict: { ...VERDICT, migrations }, yardstick: YARDSTICK, links: LINKS });
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ uri: `git+https://github.com/acme/shop@${'b'.repeat(40)}`, digest: { gitCommit: 'b'.repeat(40) } }],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: { url: LINKS.runUrl },
    });
    expect(statement?.predicate.configuration).toEqual([
      {
        name: 'yardstick',
        uri: `git+https://github.com/acme/shop@${'c'.repeat(40)}`,
        digest: { gitCommit: 'c'.repeat(40) },
      },
      {
        name: 'source',
        uri: `git+https://github.com/acme/shop@${'a'.repeat(40)}`,
        digest: { gitCommit: 'a'.repeat(40) },
      },
      { name: 'suite', digest: { sha256: 'd'.repeat(64) } },
      { name: 'policy', digest: { sha256: 'e'.repeat(64) } },
      { name: 'prices', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      { name: 'evals/r.jsonl', digest: { sha256: 'f'.repeat(64) } },
      { name: 'variants of triage', digest: { sha256: '9'.repeat(64) } },
    ]);
  });

  it('is not made of a work tree, which has no digest', () => {
    expect(statementOf({ verdict: { ...VERDICT, head: 'work tree' }, links: {} })).toBeUndefined();
  });

  it('leaves out what is not known, and still is one', () => {
    const { digests: _digests, yardstickSha: _sha, ...bare } = VERDICT;
    const statement = statementOf({ verdict: bare, links: {} });
    expect(statement?.subject).toEqual([{ digest: { gitCommit: 'b'.repeat(40) } }]);
    expect(statement?.predicate.configuration).toEqual([
      { name: 'yardstick', digest: { gitCommit: 'a'.repeat(40) } },
      { name: 'source', digest: { gitCommit: 'a'.repeat(40) } },
    ]);
    expect(statement?.predicate).not.toHaveProperty('url');
  });

  it.each<[Verdict['verdict'], Partial<Verdict>, string]>([
    ['pass', {}, 'PASSED'],
    ['pass', { preview: true }, 'WARNED'],
    ['waived', {}, 'PASSED'],
    ['not-applicable', { migrations: [] }, 'WARNED'],
    ['inconclusive', {}, 'FAILED'],
    ['inconclusive', { onInconclusive: 'warn' }, 'WARNED'],
    ['inconclusive', { onInconclusive: 'warn', scope: 'draft' }, 'FAILED'],
    ['fail', {}, 'FAILED'],
    ['fail', { mode: 'observe' }, 'FAILED'],
    ['invalid', {}, 'FAILED'],
    ['invalid', { mode: 'observe', onInconclusive: 'warn' }, 'FAILED'],
  ])('of %s with %o is %s', (verdict, more, result) => {
    expect(testsOf(concluded(verdict, [], more)).result).toBe(result);
  });

  it('never passes what was not measured, whoever let it through', () => {
    const until = '2026-11-23T12:00:00Z';
    const reason: Verdict['reason'] = { kind: 'break-glass', by: 'lena', until, because: 'outage' };
    expect(testsOf(concluded('waived', [], { reason })).result).toBe('WARNED');
    const unmeasured: Migration = { ...MIGRATION, verdict: 'invalid' };
    expect(testsOf({ ...concluded('waived', []), migrations: [unmeasured] }).result).toBe('WARNED');
  });

  it('sorts findings by what they did to the verdict', () => {
    const findings = [
      finding('pass'),
      finding('waived', { slice: 'refunds' }),
      finding('fail', { criterion: 'min', enforce: 'report' }),
      finding('fail', { metric: 'cost', criterion: 'max-ratio', alternative: '0.1' }),
    ];
    expect(testsOf(concluded('waived', findings))).toEqual({
      result: 'PASSED',
      passed: ['triage/accuracy max-drop'],
      warned: ['triage', 'triage/accuracy[refunds] max-drop', 'triage/accuracy min', 'triage/cost max-ratio (0.1)'],
      failed: [],
    });
    expect(testsOf(concluded('fail', findings)).failed).toEqual(['triage', 'triage/cost max-ratio (0.1)']);
  });

  it('names lost critical cases and uncovered changes', () => {
    const criticalLosses = [{ caseId: 'c-1', confirmation: 'confirmed' }] as const;
    const lost = concluded('fail', [finding('pass')]);
    const [migration] = lost.migrations as readonly [Migration];
    const verdict = { ...lost, migrations: [{ ...migration, criticalLosses }], uncovered: VERDICT.uncovered };
    const uncovered = 'uncovered src/other.ts:4 (target): none to gpt-4-0613';
    expect(testsOf(verdict).failed).toEqual(['triage', 'triage/critical-cases', uncovered]);
    expect(testsOf({ ...verdict, onUncovered: 'warn' }).warned).toEqual([uncovered]);
    const refuted = [{ caseId: 'c-1', confirmation: 'not-confirmed' }] as const;
    expect(testsOf({ ...lost, migrations: [{ ...migration, criticalLosses: refuted }] }).failed).toEqual(['triage']);
  });

  it('does not list what only the head proposes as a test that was passed', () => {
    const proposed = concluded('not-applicable', [finding('pass', { enforce: 'report' })]);
    expect(testsOf(proposed)).toEqual({ result: 'WARNED', passed: [], warned: [], failed: [] });
  });
});
