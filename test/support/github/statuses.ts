import type { Identity } from './tokens.ts';

/** A commit status as GitHub's REST API gives it. */
export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly at: string;
}

const MOST_PER_CONTEXT = 1000;
/** GitHub refuses longer descriptions with 422. */
const LONGEST_DESCRIPTION = 140;

/** The commit statuses of all repositories: what the emulator lacks. Newest last. */
export class StatusStore {
  readonly #byRepository = new Map<string, CommitStatus[]>();
  #count = 0;

  /** Every status ever set on a commit, newest first, as GitHub lists them. */
  list(repository: string, sha: string): CommitStatus[] {
    return (this.#byRepository.get(repository) ?? []).filter((status) => status.sha === sha).reverse();
  }

  /** Lets time go by: whatever was written is so many milliseconds older. */
  age(ms: number): void {
    for (const [repository, statuses] of this.#byRepository) {
      const older = statuses.map((status) => ({ ...status, at: new Date(Date.parse(status.at) - ms).toISOString() }));
      this.#byRepository.set(repository, older);
    }
  }

  /** The newest status of each context. */
  latest(repository: string, sha: string): CommitStatus[] {
    const seen = new Set<string>();
    return this.list(repository, sha).filter(({ context }) => !seen.has(context) && seen.add(context));
  }

  /** Adds a status, or says why GitHub would refuse it. `at`: when it was written, if that is not now. */
  add(
    repository: string,
    sha: string,
    body: Record<string, unknown>,
    identity: Identity & { readonly at?: string },
  ): CommitStatus | string {
    const context = String(body['context'] ?? 'default');
    const description = (body['description'] as string | null | undefined) ?? null;
    if ((description ?? '').length > LONGEST_DESCRIPTION) return 'description is too long (maximum is 140 characters)';
    if (this.list(repository, sha).filter((status) => status.context === context).length >= MOST_PER_CONTEXT) {
      return 'This SHA and context has reached the maximum number of statuses.';
    }
    this.#count += 1;
    const status: CommitStatus = {
      id: this.#count,
      sha,
      state: body['state'] as CommitStatus['state'],
      context,
      description,
      targetUrl: (body['target_url'] as string | null | undefined) ?? null,
      creator: identity.login,
      at: identity.at ?? new Date().toISOString(),
    };
    this.#byRepository.set(repository, [...(this.#byRepository.get(repository) ?? []), status]);
    return status;
  }
}

/** The state of all contexts together, by GitHub's rule. */
export function combinedState(statuses: readonly CommitStatus[]): 'pending' | 'success' | 'failure' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length === 0 || statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}
