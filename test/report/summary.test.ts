import { expect, test } from 'vitest';
import type { Yardstick } from '../../src/core/contracts/yardstick.ts';
import { renderComment } from '../../src/report/comment.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { reportInput, SCENARIOS } from './scenarios.ts';

const yardstick: Yardstick = {
  schema: 'changeover/yardstick@1',
  commit: '1f0c9a44d2b5e8f73a6c1d0e9b8a7f6e5d4c3b2a',
  applications: [
    {
      name: 'triage',
      suite: { cases: [], trials: 2, scorers: [], file: 'evals/triage.jsonl' },
      acceptance: { all: [], anyOf: [] },
      owners: [],
      standing: 'in-effect',
      recorded: true,
    },
  ],
  providers: [],
  prices: { 'gpt-5.4-mini': { input: 0.75, output: 4.5, source: 'configuration' } },
  policy: {
    mode: 'enforce',
    confidence: 0.95,
    onInconclusive: 'fail',
    onUncovered: 'fail',
    maxCostUsd: 20,
    capDefaulted: true,
    maxErrorRate: 0.01,
    owners: [],
  },
  digests: { suite: '9d1f'.repeat(16), policy: '04ac'.repeat(16) },
  seed: 7,
  preview: false,
};

test('the summary is the comment’s document without the marker, and what it was measured with', () => {
  const input = reportInput({ yardstick });
  const summary = renderSummary(input);
  expect(summary).not.toContain('<!--');
  expect(summary).toContain('`gpt-5.4-mini`: US$0.75 in, US$4.50 out per million tokens');
  expect(summary).toContain('`evals/triage.jsonl`');
  expect(summary.split('\n').slice(0, 10)).toEqual(renderComment(input).split('\n').slice(1, 11));
});

test('recorded replies are not said to cost anything now', () => {
  expect(renderComment(reportInput({ yardstick }))).toContain('US$0.14 when they were recorded, nothing now');
});

test('an undecided comparison names the file to add cases to', () => {
  const input = { ...SCENARIOS['inconclusive']!, yardstick };
  expect(renderComment(input)).toContain('Add about 410 more cases to `evals/triage.jsonl` on the base branch');
});
