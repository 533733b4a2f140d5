import { z } from 'zod';
import type { CommentOccasion } from './commands/respond.ts';
import type { Occasion } from './commands/steps/subject-commit.ts';
import { ChangeoverError } from './core/contracts/problem.ts';
import type { Inputs } from './inputs.ts';

const SHA = z.string().regex(/^[0-9a-f]{40}$/);
const PULL_REQUEST = z.object({
  pull_request: z.object({ number: z.number().int().positive(), head: z.object({ sha: SHA }).optional() }),
});
const MERGE_GROUP = z.object({
  merge_group: z.object({ head_sha: SHA, base_sha: SHA, base_ref: z.string().min(1), head_ref: z.string().optional() }),
  repository: z.object({ default_branch: z.string().min(1) }),
});

const COMMENT = z.object({
  action: z.enum(['created', 'edited']),
  issue: z.object({ number: z.number().int().positive(), pull_request: z.object({}) }),
  comment: z.object({ id: z.number().int().positive(), body: z.string() }),
});

type OccasionInputs = Pick<Inputs, 'pullRequest' | 'headSha'> & { readonly command?: Inputs['command'] };

/**
 * What the event is about. Only numbers and SHAs are taken from a payload, everything else is asked of the API. Throws a
 * `usage` error that says which input is missing.
 */
export function occasionOf(eventName: string, payload: unknown, inputs: OccasionInputs): Occasion {
  const group = MERGE_GROUP.safeParse(payload);
  if (eventName === 'merge_group' && group.success) {
    const { head_sha: headSha, base_sha: baseSha, base_ref: baseRef, head_ref: headRef = '' } = group.data.merge_group;
    return {
      kind: 'merge-group',
      headSha,
      headRef,
      baseSha,
      baseRef: baseRef.replace(/^refs\/heads\//, ''),
      defaultBranch: group.data.repository.default_branch,
    };
  }
  const pull = PULL_REQUEST.safeParse(payload);
  const number = pull.success ? pull.data.pull_request.number : inputs.pullRequest;
  if (number !== undefined) {
    // What is published is about the commit that this very run has evaluated; what is evaluated, about the newest.
    const evaluated = inputs.command === 'publish' && pull.success ? pull.data.pull_request.head?.sha : undefined;
    const expectedHead = inputs.headSha ?? evaluated;
    return { kind: 'pull-request', number, ...(expectedHead === undefined ? {} : { expectedHead }) };
  }
  throw new ChangeoverError({
    code: 'usage',
    message: `The event "${eventName}" names no pull request`,
    hint: 'Set the input `pull-request` to its number.',
  });
}

/**
 * The comment that an event is about; `undefined` when it is none that could ask for anything: of an issue, or deleted. Throws
 * a `usage` error for any other event.
 */
export function commentOccasionOf(eventName: string, payload: unknown): CommentOccasion | undefined {
  if (eventName !== 'issue_comment') {
    throw new ChangeoverError({
      code: 'usage',
      message: `The event "${eventName}" is about no comment`,
      hint: 'The command `respond` belongs to the event `issue_comment`, with `types: [created]`.',
    });
  }
  const event = COMMENT.safeParse(payload);
  if (!event.success) return undefined;
  const { action, issue, comment } = event.data;
  return { action, pullRequest: issue.number, comment: comment.id, body: comment.body };
}
