import pico from 'picocolors';
import { expect, test } from 'vitest';
import type { ReportInput } from '../../src/report/comment/report-input.ts';
import { reportDocument } from '../../src/report/comment.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { SCENARIOS } from './scenarios.ts';

function reportOf(message: string): string {
  const input = SCENARIOS['invalid-problems'] as ReportInput;
  const reason = { kind: 'problem', problem: { code: 'layer-missing', message }, others: 0 } as const;
  const document = reportDocument({ ...input, verdict: { ...input.verdict, reason } });
  return renderTerminal(document, { width: 100, colors: pico.createColors(false), detailLines: 40 });
}

test.each([
  ['there is no file p.md in the work tree', 'There is no file p.md in the work tree.'],
  ['prompts/p.md is a folder', 'prompts/p.md is a folder.'],
  ['gpt-4o is not priced', 'gpt-4o is not priced.'],
])('a problem as the reason reads as a sentence, but names keep their spelling: %s', (message, sentence) => {
  expect(reportOf(message).split('\n')).toContain(sentence);
});
