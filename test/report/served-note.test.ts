import { expect, test } from 'vitest';
import type { ServedModels } from '../../src/core/contracts/verdict.ts';
import { renderComment } from '../../src/report/comment.ts';
import { migration, reportInput, verdict } from './scenarios.ts';

function commentOn(replies: ServedModels['replies'], count: number): string {
  const served = [{ model: 'mini', provider: 'openai', count, replies }];
  return renderComment(reportInput({ verdict: verdict({ migrations: [migration({ served })] }) }));
}

test('a comment says nothing where one model answered', () => {
  expect(renderComment(reportInput({ verdict: verdict({ migrations: [migration()] }) }))).not.toContain(
    'Not one model',
  );
});

test('who answered, how often, and how much of it is of earlier runs', () => {
  const comment = commentOn(
    [
      { side: 'source', servedModel: 'mini-1', replies: 30, kept: 12 },
      { side: 'source', servedModel: 'mini-2', replies: 1, kept: 0 },
    ],
    2,
  );
  expect(comment).toContain(
    '2 models answered to `mini`: `mini-1` (30 replies of the source, 12 kept), `mini-2` (1 reply of the source).',
  );
});

test('of a router behind a name the first ones, and that there are others', () => {
  const replies = [{ side: 'target' as const, servedModel: 'a', replies: 9, kept: 0 }];
  expect(commentOn(replies, 1_200)).toContain(
    '1,200 models answered to `mini`: `a` (9 replies of the target) and others.',
  );
});

test('a service’s name for its model is no markup', () => {
  const replies = [
    { side: 'target' as const, servedModel: '</details> @acme/leads `x` | <img src=x>', replies: 1, kept: 0 },
    { side: 'target' as const, servedModel: 'a'.repeat(5_000), replies: 1, kept: 0 },
  ];
  const comment = commentOn(replies, 2);
  expect(comment).toContain('``</details> @acme/leads `x` | <img src=x>`` (1 reply of the target)');
  expect(comment).not.toContain('a'.repeat(100));
});
