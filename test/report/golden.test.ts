import pico from 'picocolors';
import { describe, expect, test } from 'vitest';
import { renderComment, reportDocument } from '../../src/report/comment.ts';
import { statusDescription } from '../../src/report/reason.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { SCENARIOS } from './scenarios.ts';

const golden = (name: string): string => new URL(`../../fixtures/comments/${name}`, import.meta.url).pathname;

describe.each(Object.entries(SCENARIOS))('%s', (name, input) => {
  test('the comment is the golden one', async () => {
    await expect(renderComment(input)).toMatchFileSnapshot(golden(`${name}.md`));
  });

  test('the terminal shows the golden text', async () => {
    const style = { width: 100, colors: pico.createColors(false), detailLines: 40 };
    await expect(renderTerminal(reportDocument(input), style)).toMatchFileSnapshot(golden(`${name}.txt`));
  });
});

test('the commit statuses are the golden ones', async () => {
  const lines = Object.entries(SCENARIOS).map(([name, { verdict }]) => `${name}: ${statusDescription(verdict)}`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden('statuses.txt'));
});
