import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/contracts/finding.ts';
import { printSeen, readSeen, seenSubject } from '../../../src/core/governance/seen-findings.ts';
import { waivableSubjects } from '../../../src/core/governance/waivable-subjects.ts';
import type { WaivableResult } from '../../../src/core/governance/waivers.ts';

function finding(rest: Partial<Finding> = {}): Finding {
  return {
    metric: 'accuracy',
    criterion: 'max-drop',
    threshold: 0.05,
    difference: -0.07,
    confidence: 0.95,
    n: 400,
    enforce: 'block',
    evidence: 'interval',
    status: 'fail',
    ...rest,
  } as Finding;
}

function result(rest: Partial<WaivableResult> = {}): WaivableResult {
  return { application: 'triage', evidence: '5f1d0c6a'.repeat(8), findings: [], criticalLosses: [], ...rest };
}

const lost = (caseId: string, confirmation = 'confirmed') => ({ caseId, confirmation }) as never;

/** What a reader of the printed text takes for accepted. */
function seenAgain(printed: string, { application, findings, criticalLosses }: WaivableResult) {
  const seen = readSeen(printed, application);
  const metrics = [...new Set(findings.map(({ metric }) => metric)), 'critical-cases'];
  const subjects = metrics.flatMap((metric) => waivableSubjects(metric, { findings, criticalLosses }));
  return seen && subjects.flatMap((subject) => seenSubject(subject, application, seen) ?? []);
}

describe('what was seen', () => {
  it('is every blocking finding that does not pass, with its figure, and every case that is lost', () => {
    const one = result({
      findings: [
        finding(),
        finding({ slice: 'French', status: 'inconclusive', difference: -1 / 3 }),
        finding({ slice: 'German', status: 'pass' }),
        finding({ metric: 'tone', enforce: 'report' }),
        finding({ metric: 'cost', criterion: 'max', target: 1e-9, status: 'waived' }),
        finding({ metric: 'format', status: 'invalid' }),
      ],
      criticalLosses: [lost('a'), lost('b', 'not-confirmed')],
    });
    const printed = printSeen([one]);
    expect(printed).toMatch(
      /^[\da-f]{8}:5f1d0c6a5f1d,[\da-f]{8}:-0\.07,[\da-f]{8}:-0\.333333333333,[\da-f]{8}:1e-9,[\da-f]{8}$/,
    );
    expect(seenAgain(printed, one)).toEqual([
      { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', atWorst: -0.07 },
      { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', slice: 'French', atWorst: -0.333333333333 },
      { kind: 'finding', metric: 'cost', criterion: 'max', atWorst: 1e-9 },
      { kind: 'critical', caseIds: ['a'] },
    ]);
  });

  it('is the figure of then, and nothing that was not there', () => {
    const printed = printSeen([result({ findings: [finding()], criticalLosses: [lost('a')] })]);
    const now = result({
      findings: [
        finding({ difference: -0.2 }),
        finding({ slice: 'French' }),
        finding({ criterion: 'min', target: 0.1 }),
      ],
      criticalLosses: [lost('a'), lost('b')],
    });
    expect(seenAgain(printed, now)).toEqual([
      { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', atWorst: -0.07 },
      { kind: 'critical', caseIds: ['a'] },
    ]);
    expect(seenAgain(printed, { ...now, application: 'search' })).toBeUndefined();
  });

  it('keeps applications apart', () => {
    const triage = result({ findings: [finding()] });
    const search = result({ application: 'search', findings: [finding({ difference: -0.5 })] });
    const printed = printSeen([triage, result({ application: 'idle' }), search]);
    expect(seenAgain(printed, search)).toMatchObject([{ atWorst: -0.5 }]);
    expect(seenAgain(printed, triage)).toMatchObject([{ atWorst: -0.07 }]);
    expect(readSeen(printed, 'idle')).toBeUndefined();
  });

  it('keeps within its room, and leaves out what comes last', () => {
    const many = result({ findings: Array.from({ length: 40 }, (_, slice) => finding({ slice: `slice ${slice}` })) });
    for (const room of [0, 20, 21, 34, 35, 36, 150]) {
      const printed = printSeen([many, result({ application: 'search', findings: [finding()] })], room);
      expect(printed.length).toBeLessThanOrEqual(room);
      expect(seenAgain(printed, many)?.length ?? 0).toBe(Math.max(0, Math.floor((room - 21) / 15)));
    }
  });

  it('is nothing where the text is not one', () => {
    for (const text of [
      '',
      ';',
      'x',
      '12345678:5f1d0c6a5f1d',
      '12345678:5f1d0c6a5f1d,zz',
      '12345678:5f1d0c6a5f1d,12345678:NaN',
    ]) {
      expect(readSeen(text, 'triage')).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => readSeen(text, 'triage') === undefined));
  });
});
