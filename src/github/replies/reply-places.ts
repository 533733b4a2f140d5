/** Whom kept replies serve: later runs of the same pull request, or everybody. */
export type ReplyScope = 'pull-request' | 'default-branch';

/** Which runs of this repository a pull request's artifact may come from. */
export interface TrustedRuns {
  /** Where the workflow has not chosen otherwise: they always run that of the default branch, whatever the head says. */
  readonly events: readonly string[];
  /** The run's own; those beside it in `.github/workflows/` whose name begins with `changeover` count as well. */
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

/** What of a run names its places. */
interface RunFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly runId: number;
  readonly attempt: number;
  readonly workflowPath?: string;
  readonly leavesArtifact?: boolean;
}

const KEY = 'changeover-replies-v1';
/** Their cache is read-only, whatever their permissions; they run the default branch's workflow. */
const READ_ONLY_EVENTS = ['pull_request_target', 'issue_comment'];

/** The newest entry of a pull request, or of the default branch where none is named. */
export function cacheOf(facts: RunFacts, pullRequest?: number): ReplySource {
  return {
    scope: scopeOf(pullRequest),
    origin: originOf(facts, pullRequest),
    via: 'cache',
    prefix: prefixOf(pullRequest),
  };
}

/** What runs of a pull request left as an artifact. A run that does not know its own workflow trusts none. */
export function artifactOf(
  facts: RunFacts,
  pullRequest: number,
  headRepositories: readonly number[],
): readonly ReplySource[] {
  const { workflowPath, leavesArtifact } = facts;
  if (workflowPath === undefined) return [];
  const events = leavesArtifact ? [...READ_ONLY_EVENTS, 'pull_request', 'pull_request_review'] : READ_ONLY_EVENTS;
  return [{ ...artifactPlace(facts, pullRequest), trusted: { events, workflowPath, headRepositories } }];
}

/** Where a run whose cache is read-only, or that wants so, leaves its replies. */
export function intoArtifact(facts: RunFacts, pullRequest: number): ReplyDestination {
  return artifactPlace(facts, pullRequest);
}

function artifactPlace(facts: RunFacts, pullRequest: number) {
  const name = `changeover-replies-pr-${pullRequest}`;
  return { scope: 'pull-request', origin: originOf(facts, pullRequest), via: 'artifact', name } as const;
}

/** An entry is never changed, so that each has a key of its own. */
export function intoCache(facts: RunFacts, pullRequest?: number): ReplyDestination {
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
