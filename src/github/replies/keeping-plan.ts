import { z } from 'zod';
import { parseQueueBranch } from '../merge-group.ts';
import {
  artifactOf,
  cacheOf,
  intoArtifact,
  intoCache,
  type ReplyDestination,
  type ReplySource,
} from './reply-places.ts';

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
  /**
   * The workflow wants a pull request's replies in an artifact instead of the cache, which no merge group can read. Whoever can
   * change a workflow in a pull request can make one up, just as what that pull request's cache holds.
   */
  readonly leavesArtifact?: boolean;
}

/** Where a run takes kept replies from, the most fitting first, and where it leaves them. */
export interface KeepingPlan {
  readonly restore: readonly ReplySource[];
  readonly save: ReplyDestination;
  /** Why so, in one sentence. */
  readonly because: string;
}

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
const GroupEvent = z.object({ repository: Repository, merge_group: z.object({ head_ref: z.string() }) });
const BranchEvent = z.object({ repository: Repository.partial({ id: true }) });

/**
 * Where this run's replies come from and go to. What a pull request's run leaves serves later runs of that same pull request
 * only, what the default branch's leaves serves all; GitHub's own scopes of the cache hold that too, this rule does not
 * depend on them. A fork's run leaves nothing, and takes nothing that a pull request left.
 */
export function keepingPlan(facts: RunFacts): KeepingPlan {
  if (facts.isOff) return nothing('`CHANGEOVER_CACHE` is `off`');
  switch (facts.eventName) {
    case 'pull_request':
    case 'pull_request_review':
      return pullRequestPlan(facts);
    case 'pull_request_target':
    case 'issue_comment':
      return readOnlyPlan(facts);
    case 'merge_group':
      return {
        restore: [...groupArtifact(facts), defaultBranch(facts)],
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
  const { number } = pull;
  return {
    restore: [
      ...(facts.leavesArtifact ? artifactOf(facts, number, [repository.id]) : []),
      cacheOf(facts, number),
      defaultBranch(facts),
    ],
    save: facts.leavesArtifact ? intoArtifact(facts, number) : intoCache(facts, number),
    because: `they serve later runs of pull request ${number}`,
  };
}

/** The merged tree of a group asks for much the same as the pull request that it is for. */
function groupArtifact(facts: RunFacts): readonly ReplySource[] {
  const event = GroupEvent.safeParse(facts.payload);
  const named = event.success ? parseQueueBranch(event.data.merge_group.head_ref) : undefined;
  return !event.success || named === undefined ? [] : artifactOf(facts, named.pullRequest, [event.data.repository.id]);
}

/** Runs whose cache is read-only leave an artifact. Anyone's run may upload one of that name, so that its run is looked at. */
function readOnlyPlan(facts: RunFacts): KeepingPlan {
  const about = pullRequestOf(facts.payload);
  if (about === undefined) return nothing('the event does not say which pull request it is about');
  const { number, headRepositories } = about;
  return {
    restore: [...artifactOf(facts, number, headRepositories), cacheOf(facts, number), defaultBranch(facts)],
    save: intoArtifact(facts, number),
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
  const event = BranchEvent.safeParse(facts.payload);
  const { id, default_branch: branch } = event.data?.repository ?? {};
  if (pullRequest !== undefined) {
    const left = id === undefined ? [] : artifactOf(facts, pullRequest, [id]);
    return {
      restore: [...left, cacheOf(facts, pullRequest), defaultBranch(facts)],
      save: intoCache(facts, pullRequest),
      because: `they serve later runs of pull request ${pullRequest}`,
    };
  }
  if (branch === undefined || facts.ref !== `refs/heads/${branch}`) {
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
