import { z } from 'zod';

/** What a run knows of itself, from its environment and its event. */
export interface RunFacts {
  readonly eventName: string;
  readonly payload: unknown;
  /** `owner/name`. */
  readonly repository: string;
  /** `GITHUB_REF`. */
  readonly ref: string;
  readonly runId: number;
  readonly attempt: number;
  /** Path of the workflow's file in the repository; absent when the runner does not say. */
  readonly workflowPath?: string;
  /** Where the event names none. */
  readonly pullRequest?: number;
  /** The workflow wants every reply fresh. */
  readonly isOff?: boolean;
}

/** Whom kept replies serve: later runs of the same pull request, or everybody. */
export type ReplyScope = 'pull-request' | 'default-branch';

/** Which runs of this repository a pull request's artifact may come from. */
export interface TrustedRuns {
  /** They always run the workflow of the default branch, whatever the pull request's head says. */
  readonly events: readonly string[];
  readonly workflowPath: string;
  /** IDs of the repositories that such a run may be about: this one, and the one of the pull request's head. */
  readonly headRepositories: readonly number[];
}

/** `origin`: what a pack from there must say of itself. `prefix`: how its key in the runner's cache begins. */
export type ReplySource = { readonly scope: ReplyScope; readonly origin: string } & (
  | { readonly via: 'cache'; readonly prefix: string }
  | { readonly via: 'artifact'; readonly name: string; readonly trusted: TrustedRuns }
);

export type ReplyDestination =
  | { readonly via: 'none' }
  | ({ readonly scope: ReplyScope; readonly origin: string } & (
      | { readonly via: 'cache'; readonly key: string }
      | { readonly via: 'artifact'; readonly name: string }
    ));

/** Where a run takes kept replies from, the most fitting first, and where it leaves them. */
export interface KeepingPlan {
  readonly restore: readonly ReplySource[];
  readonly save: ReplyDestination;
  /** Why so, in one sentence. */
  readonly because: string;
}

const KEY = 'changeover-replies-v1';
/** Their cache is read-only, whatever their permissions; they run the default branch's workflow. */
const READ_ONLY_EVENTS = ['pull_request_target', 'issue_comment'];

const Repository = z.object({ id: z.number().int(), default_branch: z.string().min(1) });
const PullRequestEvent = z.object({
  repository: Repository,
  pull_request: z.object({
    number: z.number().int().positive(),
    head: z.object({ repo: z.object({ id: z.number().int() }).nullish() }),
  }),
});
const CommentEvent = z.object({
  repository: Repository,
  issue: z.object({ number: z.number().int().positive(), pull_request: z.object({}) }),
});
const BranchEvent = z.object({ repository: z.object({ default_branch: z.string().min(1) }) });

/**
 * Where this run's replies come from and go to. What a pull request's run leaves serves later runs of that same pull request
 * only, what the default branch's leaves serves all; GitHub's own scopes of the cache hold that too, this rule does not
 * depend on them. A fork's run leaves nothing, and takes nothing that a pull request left.
 */
export function keepingPlan(facts: RunFacts): KeepingPlan {
  if (facts.isOff) return nothing('`CHANGEOVER_CACHE` is `off`');
  switch (facts.eventName) {
    case 'pull_request':
      return pullRequestPlan(facts);
    case 'pull_request_target':
    case 'issue_comment':
      return readOnlyPlan(facts);
    case 'merge_group':
      return {
        restore: [defaultBranch(facts)],
        save: NOWHERE,
        because: 'the branch of a merge group is gone after it, and nobody could read what it leaves',
      };
    case 'workflow_dispatch':
    case 'push':
    case 'schedule':
      return branchPlan(facts);
    default:
      return nothing(`runs of the event ${facts.eventName} neither leave nor take replies`);
  }
}

const NOWHERE: ReplyDestination = { via: 'none' };

function nothing(because: string): KeepingPlan {
  return { restore: [], save: NOWHERE, because };
}

function pullRequestPlan(facts: RunFacts): KeepingPlan {
  const event = PullRequestEvent.safeParse(facts.payload);
  if (!event.success) return nothing('the event does not say which pull request it is about');
  const { repository, pull_request: pull } = event.data;
  if (pull.head.repo?.id !== repository.id) {
    return {
      restore: [defaultBranch(facts)],
      save: NOWHERE,
      because: 'the head of this pull request is in a fork, whose runs leave nothing behind',
    };
  }
  return {
    restore: [cacheOf(facts, pull.number), defaultBranch(facts)],
    save: intoCache(facts, pull.number),
    because: `they serve later runs of pull request ${pull.number}`,
  };
}

/** Runs whose cache is read-only leave an artifact. Anyone's run may upload one of that name, so that its run is looked at. */
function readOnlyPlan(facts: RunFacts): KeepingPlan {
  const about = pullRequestOf(facts.payload);
  if (about === undefined) return nothing('the event does not say which pull request it is about');
  const { number, headRepositories } = about;
  const name = `changeover-replies-pr-${number}`;
  const place = { scope: 'pull-request', origin: originOf(facts, number) } as const;
  const { workflowPath } = facts;
  const trusted = workflowPath && { events: READ_ONLY_EVENTS, workflowPath, headRepositories };
  return {
    restore: [
      ...(trusted ? [{ ...place, via: 'artifact', name, trusted } as const] : []),
      cacheOf(facts, number),
      defaultBranch(facts),
    ],
    save: { ...place, via: 'artifact', name },
    because: `they serve later runs of pull request ${number}; for ${facts.eventName} the cache is read-only, so that they are an artifact`,
  };
}

function pullRequestOf(payload: unknown): { readonly number: number; readonly headRepositories: number[] } | undefined {
  const event = PullRequestEvent.safeParse(payload);
  if (event.success) {
    const { repository, pull_request: pull } = event.data;
    const head = pull.head.repo?.id;
    return {
      number: pull.number,
      headRepositories: head === undefined || head === repository.id ? [repository.id] : [repository.id, head],
    };
  }
  const comment = CommentEvent.safeParse(payload);
  if (!comment.success) return undefined;
  return { number: comment.data.issue.number, headRepositories: [comment.data.repository.id] };
}

function branchPlan(facts: RunFacts): KeepingPlan {
  const { pullRequest } = facts;
  if (pullRequest !== undefined) {
    return {
      restore: [cacheOf(facts, pullRequest), defaultBranch(facts)],
      save: intoCache(facts, pullRequest),
      because: `they serve later runs of pull request ${pullRequest}`,
    };
  }
  const event = BranchEvent.safeParse(facts.payload);
  if (!event.success || facts.ref !== `refs/heads/${event.data.repository.default_branch}`) {
    return {
      restore: [defaultBranch(facts)],
      save: NOWHERE,
      because: 'only the default branch leaves replies for all',
    };
  }
  return {
    restore: [defaultBranch(facts)],
    save: intoCache(facts),
    because: 'what the default branch leaves serves all runs of the repository',
  };
}

function defaultBranch(facts: RunFacts): ReplySource {
  return cacheOf(facts);
}

/** The newest entry of a pull request, or of the default branch where none is named. */
function cacheOf(facts: RunFacts, pullRequest?: number): ReplySource {
  return {
    scope: scopeOf(pullRequest),
    origin: originOf(facts, pullRequest),
    via: 'cache',
    prefix: prefixOf(pullRequest),
  };
}

/** An entry is never changed, so that each has a key of its own. */
function intoCache(facts: RunFacts, pullRequest?: number): ReplyDestination {
  const key = `${prefixOf(pullRequest)}${facts.runId}-${facts.attempt}`;
  return { scope: scopeOf(pullRequest), origin: originOf(facts, pullRequest), via: 'cache', key };
}

/** Ends in a hyphen: pull request 1 must not find what 12 left. */
function prefixOf(pullRequest: number | undefined): string {
  return pullRequest === undefined ? `${KEY}-default-` : `${KEY}-pr-${pullRequest}-`;
}

function scopeOf(pullRequest: number | undefined): ReplyScope {
  return pullRequest === undefined ? 'default-branch' : 'pull-request';
}

function originOf({ repository }: RunFacts, pullRequest: number | undefined): string {
  return pullRequest === undefined ? `${repository} default branch` : `${repository} pull request ${pullRequest}`;
}
