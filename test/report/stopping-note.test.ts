import { describe, expect, test } from 'vitest';
import type { Migration, Stopping } from '../../src/core/contracts/verdict.ts';
import { renderComment } from '../../src/report/comment.ts';
import { finding, migration, reportInput, verdict } from './scenarios.ts';

const STOPPING: Stopping = { cases: 300, of: 1_000, looks: 6, why: 'decided', savedCalls: 1_400 };

function commentOf(stopping: Stopping | undefined, over: Partial<Migration> = {}): string {
  const one = migration({ cases: 1_000, ...(stopping === undefined ? {} : { stopping }), ...over });
  return renderComment(reportInput({ verdict: verdict({ verdict: one.verdict, migrations: [one] }) }));
}

describe('how far a sequential run had to go', () => {
  test.each<[string, Partial<Stopping>, string]>([
    ['decided', {}, 'Decided after 300 of 1,000 cases (6 looks): 1,400 calls saved.'],
    ['at the first look', { looks: 1 }, 'Decided after 300 of 1,000 cases (1 look): 1,400 calls saved.'],
    [
      'nothing saved, because calls were on their way',
      { savedCalls: 0 },
      'Decided after 300 of 1,000 cases (6 looks).',
    ],
    [
      'futile',
      { why: 'futile' },
      'Stopped after 300 of 1,000 cases (6 looks), as the rest would hardly have shown that the target holds the bound: 1,400 calls saved.',
    ],
    [
      'all cases',
      { why: 'all-cases', cases: 1_000, looks: 10, savedCalls: 0 },
      'All 1,000 cases were needed: none of the 9 looks before settled it.',
    ],
    [
      'a suite of one look',
      { why: 'all-cases', cases: 1_000, looks: 1, savedCalls: 0 },
      'All 1,000 cases were needed.',
    ],
  ])('%s', (_, over, words) => {
    const opening = commentOf({ ...STOPPING, ...over }).split('### What changed')[0];
    expect(opening).toContain(words);
  });

  test('is not told where all cases are evaluated anyway, nor of all cases when the verdict is invalid', () => {
    expect(commentOf(undefined)).not.toMatch(/looks?\)|were needed/);
    const cut = { ...STOPPING, why: 'all-cases', cases: 1_000, savedCalls: 0 } as const;
    expect(commentOf(cut, { verdict: 'invalid' })).not.toContain('were needed');
  });

  test('stands above the table, which says where each decision was taken', () => {
    const comment = commentOf(STOPPING, {
      findings: [
        finding({ look: { cases: 200, of: 1_000 } }),
        finding({ metric: 'format', look: { cases: 1_000, of: 1_000 } }),
        finding({ metric: 'tone', status: 'inconclusive', cause: { kind: 'left-open', cases: 300, of: 1_000 } }),
      ],
    });
    expect(comment).toContain('### Source against target, 300 of 1,000 cases');
    expect(comment).toMatch(/`accuracy`.*✅ \*\*pass\*\* after 200 of 1,000 \|/);
    expect(comment).toMatch(/`format`.*✅ \*\*pass\*\* \|/);
    expect(comment).toContain('left open after 300 of 1,000 cases, because the verdict no longer depended on it');
    expect(comment).toContain('at 95 % confidence, one-sided, whenever the run stops.');
    expect(comment).toContain('1,400 more not needed');
  });
});
