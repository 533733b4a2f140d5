import type { Authorship } from '../../support/github/conversation.ts';
import type { FakeGithub } from '../../support/github/github.ts';
import type { PullRequestFixture, PullRequestOptions } from '../../support/github/pull-request.ts';
import type { Outcome, Stage } from './stage.ts';
import { NEW_MODEL, type TriageOptions, triage } from './triage.ts';

/** An owner, a person with write access, and one who may only read. The pull request's own author is `octocat`. */
export const LENA: Authorship = { login: 'lena' };
export const KIM: Authorship = { login: 'kim' };
export const MALLORY: Authorship = { login: 'mallory' };

/** Opens a pull request that changes the model, in a repository whose owner is `@lena`. */
export async function ownedPull(
  stage: Stage,
  options: TriageOptions & { readonly pull?: Partial<PullRequestOptions> } = {},
): Promise<PullRequestFixture> {
  const { pull: more, ...rest } = options;
  const owned = { ...rest, policy: { owners: ['@lena'], ...rest.policy } };
  const pull = await stage.pullRequest({ base: triage(owned), head: triage({ ...owned, model: NEW_MODEL }), ...more });
  letIn(stage.github, pull);
  return pull;
}

/** Gives the people of these tests their roles. */
export function letIn({ overrides: { conversation } }: FakeGithub, { repository }: PullRequestFixture): void {
  conversation.grant(repository, 'octocat', 'admin');
  conversation.grant(repository, 'lena', 'write');
  conversation.grant(repository, 'kim', 'write');
  conversation.grant(repository, 'mallory', 'read');
}

/** What a comment led to. */
export interface Answered extends Outcome {
  /** Reactions to it, in their order. */
  readonly reactions: readonly string[];
  /** Calls of models that it led to. */
  readonly calls: number;
  /** The section "Last command" of the one comment, on one line; empty when there is none. */
  readonly said: string;
}

interface Asking {
  /** `action` of the event. */
  readonly action?: string;
  readonly event?: (event: Record<string, unknown>) => unknown;
  readonly token?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes a comment and runs the action for it, as a workflow on `issue_comment` does. */
export async function ask(
  stage: Stage,
  pull: PullRequestFixture,
  author: Authorship,
  body: string,
  { action = 'created', event = (one) => one, ...options }: Asking = {},
): Promise<Answered> {
  const comment = await pull.commentAs(author, body);
  const before = stage.models.calls.length;
  const outcome = await stage.run(pull, {
    eventName: 'issue_comment',
    event: event(await pull.commentEvent(comment, action)),
    ...options,
  });
  const calls = stage.models.calls.length - before;
  return { ...outcome, reactions: pull.reactions(comment), calls, said: lastCommandIn(outcome.comment) };
}

function lastCommandIn(comment: string): string {
  const [, section = ''] = /<!-- changeover:command -->\n([\s\S]*?)<!-- changeover:command end -->/.exec(comment) ?? [];
  return section.replace(/\s+/g, ' ').trim();
}
