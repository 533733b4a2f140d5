import { describe, expect, it } from 'vitest';
import type { MigrationSubject } from '../../../src/core/contracts/assessment.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { stateOf } from '../../../src/core/policy/status.ts';
import { cases, pairs, type Scenario, scenario, subject } from './scenario.ts';

const SUITE = cases(20);

function edit(source: string, target: string): Pick<MigrationSubject, 'changed'> {
  const layer = (value: string) => ({ name: 'prompt' as const, value, places: [] });
  return { changed: [{ layer: 'prompt', source: layer(source), target: layer(target) }] };
}

const COMMENT = edit('Sort {{input}}', 'Sort {{! by topic }}{{input}}');
const SECTION = edit('Sort {{input}}', 'Sort {{input}}{{#vip}} politely{{/vip}}');
const judged = (given: Partial<Scenario>) => assess(scenario({ cases: SUITE, cells: [], ...given }));

describe('a prompt whose edit sends nothing else', () => {
  it('is not evaluated, and blocks nothing', () => {
    const verdict = judged({ subject: COMMENT });
    const reason = { kind: 'not-evaluated', what: 'same-requests' };
    expect(verdict).toMatchObject({ verdict: 'not-applicable', reason });
    expect(verdict.migrations[0]).toMatchObject({
      verdict: 'not-applicable',
      reason,
      cases: 20,
      calls: { planned: 0 },
    });
    expect(stateOf(verdict)).toBe('success');
  });

  it('leaves the others to decide', () => {
    const problem = { code: 'layer-missing', message: 'gone', application: 'other' } as const;
    const other = subject({ application: 'other', problems: [problem] });
    expect(judged({ subject: COMMENT, input: { subjects: [subject(COMMENT), other] } }).verdict).toBe('invalid');
  });

  it('is judged by its cells when it has some, as any other', () => {
    const cells = pairs(
      SUITE,
      () => 1,
      () => 0,
    );
    expect(judged({ subject: COMMENT, cells }).verdict).toBe('fail');
  });

  it('is invalid when something stands in its way', () => {
    const problems = [{ code: 'template', message: 'no value', application: 'triage' }] as const;
    expect(judged({ subject: { ...COMMENT, problems } }).verdict).toBe('invalid');
  });
});

describe('a prompt whose edit no case reaches', () => {
  it('is undecided without a call', () => {
    const verdict = judged({ subject: SECTION });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: { kind: 'not-evaluated', what: 'not-reached' } });
    expect(stateOf(verdict)).toBe('failure');
  });

  it('is undecided on a draft, too', () => {
    const verdict = judged({ cases: cases(600), subject: SECTION, input: { scope: 'draft' } });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: { what: 'not-reached' } });
  });
});

describe('a prompt whose edit is sent', () => {
  it('cannot pass without its cells', () => {
    expect(judged({ subject: edit('Sort {{input}}', 'Sort  {{input}}') }).verdict).toBe('invalid');
  });
});
