import { z } from 'zod';
import { ChangeoverError, type Problem } from '../core/contracts/problem.ts';
import { type FailedAnswer, isRateLimit } from './rate-limit.ts';

/** What a workflow's `permissions:` must grant for something to work. */
export type Permission = 'contents: read' | 'pull-requests: write' | 'statuses: write' | 'actions: read';

const FailedRequest = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({
      headers: z.record(z.string(), z.unknown()).default({}),
      data: z.object({ message: z.string() }).partial().catch({}),
    })
    .optional(),
});
type FailedRequest = z.infer<typeof FailedRequest>;

const LONGEST_EXCERPT = 300;
/** GitHub's words for a token of a workflow, and for a user's fine-grained one. */
const NOT_ACCESSIBLE = /resource not accessible by (integration|personal access token)/i;

/** Whether GitHub says that this kind of token cannot do this at all. */
export function isNotAccessible(error: unknown): boolean {
  return NOT_ACCESSIBLE.test(failedRequest(error)?.message ?? '');
}

/** The failure of an API call, or `undefined` when the error is something else. Status 0 stands for no answer at all. */
export function failedRequest(error: unknown): FailedAnswer | undefined {
  const parsed = FailedRequest.safeParse(error);
  if (!parsed.success) return undefined;
  const { status, response } = parsed.data;
  return {
    status: response === undefined ? 0 : status,
    message: messageOf(parsed.data),
    headers: response?.headers ?? {},
  };
}

/**
 * Makes an API call and turns its failure into a problem that says what was being done and what to do next. Nothing of the
 * request, least of all its headers, is carried along.
 *
 * @param doing the call in words, after "GitHub refused to": `read pull request 7`.
 * @param permission what the call needs.
 */
export async function calling<T>(doing: string, permission: Permission, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ChangeoverError) throw error;
    throw new ChangeoverError(problemOf(error, doing, permission));
  }
}

/** Reads an answer by its schema; an answer of another shape is a problem of GitHub's and not an accident of ours. */
export function parseAnswer<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (at ${issue.path.join('.')})`;
  throw new ChangeoverError({
    code: 'github',
    message: `GitHub's answer about ${what} is not what its API promises${where}.`,
  });
}

function problemOf(error: unknown, doing: string, permission: Permission): Problem {
  if (isAbort(error)) return { code: 'cancelled', message: `Stopped before GitHub could ${doing}.` };
  const failed = failedRequest(error);
  if (failed === undefined) {
    return {
      code: 'github',
      message: `Could not ${doing}: ${excerpt(error instanceof Error ? error.message : String(error))}.`,
    };
  }
  if (failed.status === 0) {
    const message = `GitHub could not be reached to ${doing}: ${failed.message}.`;
    return { code: 'github', message, hint: 'Run the job again; see https://www.githubstatus.com if it goes on.' };
  }
  return refusalOf(failed, doing, permission);
}

function refusalOf(refusal: FailedAnswer, doing: string, permission: Permission): Problem {
  const { status, message, headers } = refusal;
  if ((status === 403 || status === 404) && NOT_ACCESSIBLE.test(message)) return permissionProblem(doing, permission);
  if (status === 401) {
    const hint = `Give the step a token that works: github-token: \${{ github.token }}`;
    return { code: 'permission', message: `GitHub does not accept the token (asked to ${doing}).`, hint };
  }
  if (isRateLimit(refusal)) {
    const hint = 'Run the job again later, or give it a token of its own with a larger allowance.';
    return { code: 'github', message: `GitHub's rate limit is used up (asked to ${doing}): ${message}.`, hint };
  }
  const id = headers['x-github-request-id'];
  const request = typeof id === 'string' ? `, request ${excerpt(id)}` : '';
  const hint =
    status === 404
      ? `Check that it exists and that the token may see it (permissions: ${permission}).`
      : 'Run the job again; see https://www.githubstatus.com if it goes on.';
  return { code: 'github', message: `GitHub refused to ${doing}: ${status} ${message}${request}.`, hint };
}

function permissionProblem(doing: string, permission: Permission): Problem {
  return {
    code: 'permission',
    message: `The token may not ${doing}: it lacks the permission \`${permission}\`.`,
    hint: [
      "Add to the job in the workflow's file:",
      '    permissions:',
      '      contents: read',
      '      pull-requests: write',
      '      statuses: write',
      '  A pull request from a fork gets a read-only token whatever the file says.',
    ].join('\n'),
  };
}

function messageOf(failure: FailedRequest): string {
  return excerpt(failure.response?.data.message ?? failure.message);
}

/** GitHub's own tokens, by the beginnings that it gives them. */
const TOKENS = /\b(?:gh[a-z]_|github_pat_)[\w-]+/g;

/** The start of a text that came from outside, without tokens (before it is cut: half of one is known to nobody) and controls. */
function excerpt(text: string): string {
  const plain = text
    .replace(TOKENS, '[redacted]')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return plain.length > LONGEST_EXCERPT ? `${plain.slice(0, LONGEST_EXCERPT)}…` : plain;
}

/** Whether a request, or the wait for one, was given up by its signal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
