import type { Authorship, ReviewAuthorship } from './conversation.ts';
import { type FakeGithub, OWNER } from './github.ts';
import type { FollowedPull } from './overrides.ts';
import type { CommitStatus } from './statuses.ts';

/** What a path of a commit holds. */
export type FileContent = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string };
export type Files = Readonly<Record<string, FileContent>>;

export interface PullRequestOptions {
  /** All files at the merge base. */
  readonly base: Files;
  /** All files at the head. */
  readonly head: Files;
  /** All files at the tip of the base branch, when it has moved on since. */
  readonly baseTip?: Files;
  readonly baseBranch?: string;
  readonly headBranch?: string;
  /** Whether the base branch requires the status `changeover`; true when not given. */
  readonly protect?: boolean;
  readonly fork?: boolean;
  /** Opened by Dependabot. */
  readonly dependabot?: boolean;
  /** Opened as a draft; `markReady` ends that. */
  readonly draft?: boolean;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string };
  readonly created_at: string;
  readonly updated_at: string;
}

type Json = Record<string, unknown>;

let repositories = 0;

/** Opens a repository with a pull request, and branch protection that requires the status `changeover`. */
export async function openPullRequest(github: FakeGithub, options: PullRequestOptions): Promise<PullRequestFixture> {
  repositories += 1;
  const repo = `shop-${repositories}`;
  const fixture = new PullRequestFixture(github, repo, options);
  await fixture.open();
  return fixture;
}

/** A pull request of the stand-in, with what people do to it. */
export class PullRequestFixture {
  readonly owner = OWNER;
  readonly repo: string;
  readonly #github: FakeGithub;
  readonly #options: PullRequestOptions;
  #number = 0;
  #sourceSha = '';
  #baseSha = '';
  #headSha = '';
  #followed: FollowedPull | undefined;

  constructor(github: FakeGithub, repo: string, options: PullRequestOptions) {
    this.#github = github;
    this.repo = repo;
    this.#options = options;
  }

  get repository(): string {
    return `${this.owner}/${this.repo}`;
  }
  get number(): number {
    return this.#number;
  }
  /** The merge base: where the source variant is. */
  get sourceSha(): string {
    return this.#sourceSha;
  }
  /** Tip of the base branch: where the yardstick is. */
  get baseSha(): string {
    return this.#baseSha;
  }
  get headSha(): string {
    return this.#headSha;
  }
  get baseBranch(): string {
    return this.#options.baseBranch ?? 'main';
  }
  get headBranch(): string {
    return this.#options.headBranch ?? 'change';
  }

  async open(): Promise<void> {
    await this.#send('POST', '/user/repos', { name: this.repo, private: true, auto_init: true });
    this.#sourceSha = await this.commit(this.#options.base, []);
    await this.#setBranch(this.baseBranch, this.#sourceSha);
    await this.#openHead();
    if (this.#options.baseTip !== undefined) await this.moveBase(this.#options.baseTip);
    if (this.#options.protect !== false) await this.protect(['changeover']);
  }

  /** Opens another pull request of the same repository, from a branch of its own, with these files at its head. */
  async another(head: Files): Promise<PullRequestFixture> {
    const headBranch = `${this.headBranch}-beside-${this.#number}`;
    const next = new PullRequestFixture(this.#github, this.repo, { ...this.#options, head, headBranch });
    next.#sourceSha = this.#sourceSha;
    await next.#openHead();
    return next;
  }

  async #openHead(): Promise<void> {
    this.#headSha = await this.commit(this.#options.head, [this.#sourceSha]);
    await this.#setBranch(this.headBranch, this.#headSha);
    this.#baseSha = this.#sourceSha;
    const draft = this.#options.draft === true;
    const body = { title: 'A change', head: this.headBranch, base: this.baseBranch, draft };
    const pull = await this.#send<{ number: number }>('POST', `/repos/${this.repository}/pulls`, body);
    this.#number = pull.number;
    this.#followed = {
      repository: this.repository,
      number: pull.number,
      headBranch: this.headBranch,
      openedHead: this.#headSha,
      fork: this.#options.fork === true,
      dependabot: this.#options.dependabot === true,
    };
    this.#github.overrides.pulls.push(this.#followed);
  }

  /** Pushes a commit with these files, all of them, onto the head branch. Returns its SHA. */
  async push(files: Files): Promise<string> {
    this.#headSha = await this.commit(files, [this.#headSha]);
    await this.#setBranch(this.headBranch, this.#headSha);
    if (this.#followed !== undefined) await this.#github.overrides.forgetChecks(this.#followed);
    return this.#headSha;
  }

  /** Marks a draft as ready for review, as its author does in the browser. */
  async markReady(): Promise<void> {
    await this.#send('PATCH', `/repos/${this.repository}/pulls/${this.#number}`, { draft: false });
  }

  /** Closes it without a merge, as anybody who may write can. */
  async close(): Promise<void> {
    await this.#send('PATCH', `/repos/${this.repository}/pulls/${this.#number}`, { state: 'closed' });
  }

  /** Points it at another branch, which is made where it is not there, at the merge base. */
  async retarget(branch: string): Promise<void> {
    await this.#setBranch(branch, this.#sourceSha);
    await this.#send('PATCH', `/repos/${this.repository}/pulls/${this.#number}`, { base: branch });
  }

  /** Commits these files, all of them, to the base branch, as another merged pull request would. */
  async moveBase(files: Files): Promise<string> {
    this.#baseSha = await this.commit(files, [this.#baseSha]);
    await this.#setBranch(this.baseBranch, this.#baseSha);
    return this.#baseSha;
  }

  /** Requires these status contexts before a merge into the base branch. */
  async protect(contexts: readonly string[]): Promise<void> {
    await this.#send('PUT', `/repos/${this.repository}/branches/${this.baseBranch}/protection`, {
      required_status_checks: { strict: false, contexts },
      enforce_admins: true,
      required_pull_request_reviews: null,
      restrictions: null,
    });
  }

  /** Presses the merge button. `message` is the refusal when it was refused. */
  async merge(): Promise<{ readonly merged: boolean; readonly message: string }> {
    const path = `/repos/${this.repository}/pulls/${this.#number}/merge`;
    const answer = await this.#github.upstream.send('PUT', path, this.#github.ownerToken);
    const json = JSON.parse(answer.body.toString()) as { merged?: boolean; message: string };
    return { merged: json.merged === true, message: json.message };
  }

  /** All comments of the pull request, oldest first. */
  async comments(): Promise<Comment[]> {
    const all: Comment[] = [];
    for (let page = 1; ; page += 1) {
      const path = `/repos/${this.repository}/issues/${this.#number}/comments?per_page=100&page=${page}`;
      const comments = await this.#send<Comment[]>('GET', path);
      all.push(...comments);
      if (comments.length < 100) return all;
    }
  }

  /** Deletes a comment, as its author may in the browser. */
  async deleteComment(id: number): Promise<void> {
    await this.#send('DELETE', `/repos/${this.repository}/issues/comments/${id}`);
  }

  /** Writes a comment as the owner of the token. */
  async comment(body: string, token = this.#github.ownerToken): Promise<void> {
    const response = await fetch(`${this.#github.url}/repos/${this.repository}/issues/${this.#number}/comments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    });
    if (!response.ok) throw new Error(`comment refused: ${response.status} ${await response.text()}`);
  }

  /** Writes a comment as anybody, at any time: as the webhook and the API tell of it. Resolves with its ID. */
  async commentAs(authorship: Authorship, body: string): Promise<number> {
    const path = `/repos/${this.repository}/issues/${this.#number}/comments`;
    const { id } = await this.#send<{ id: number }>('POST', path, { body });
    // As statuses have them: the emulator cuts a comment's time to the second, which would put it before them.
    this.#github.overrides.conversation.sign(id, { createdAt: new Date().toISOString(), ...authorship });
    return id;
  }

  /** Writes a review as anybody, of the head when no commit is named. Resolves with its ID. */
  async reviewAs(
    authorship: ReviewAuthorship,
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' = 'APPROVE',
    commit = this.#headSha,
  ): Promise<number> {
    const path = `/repos/${this.repository}/pulls/${this.#number}/reviews`;
    const body = { event, body: 'A word.', commit_id: commit };
    const { id } = await this.#send<{ id: number }>('POST', path, body);
    this.#github.overrides.conversation.signReview(id, authorship);
    return id;
  }

  /** Contents of the reactions that our token gave to a comment, in their order. */
  reactions(comment: number): readonly string[] {
    return this.#github.overrides.conversation.reactions
      .filter((reaction) => reaction.comment === comment)
      .map(({ content }) => content);
  }

  /** The webhook payload of an `issue_comment` event about a comment of this pull request. */
  async commentEvent(comment: number, action = 'created'): Promise<Json> {
    const path = `${this.#github.url}/repos/${this.repository}/issues/comments/${comment}`;
    const answer = await fetch(path, { headers: { authorization: `Bearer ${this.#github.ownerToken}` } });
    const repository = await this.#send<Json>('GET', `/repos/${this.repository}`);
    const issue = { number: this.#number, pull_request: { url: `${this.#github.url}/pulls/${this.#number}` } };
    return { action, issue, comment: await answer.json(), repository, sender: { login: OWNER } };
  }

  /** Every status of a commit, newest first; of the head when no commit is given. */
  statuses(sha = this.#headSha): CommitStatus[] {
    return this.#github.overrides.statuses.list(this.repository, sha);
  }

  /** The webhook payload of a `pull_request` event as the runner puts it into `GITHUB_EVENT_PATH`. */
  async event(action = 'synchronize'): Promise<Json> {
    const pull = await this.#send<Json>('GET', `/repos/${this.repository}/pulls/${this.#number}`);
    const repository = await this.#send<Json>('GET', `/repos/${this.repository}`);
    const head = { ...(pull['head'] as Json), sha: this.#headSha };
    return { action, number: this.#number, pull_request: { ...pull, head }, repository, sender: { login: OWNER } };
  }

  /** The payload of a `merge_group` event for a group that this pull request is the last of. */
  async groupEvent(headSha: string, baseSha = this.#baseSha): Promise<Json> {
    const { repository } = await this.event();
    const head_ref = `refs/heads/gh-readonly-queue/${this.baseBranch}/pr-${this.#number}-${baseSha}`;
    const group = { head_sha: headSha, head_ref, base_sha: baseSha, base_ref: `refs/heads/${this.baseBranch}` };
    return { action: 'checks_requested', merge_group: group, repository };
  }

  /** Makes a commit object with exactly these files. Returns its SHA; no branch points to it. */
  async commit(files: Files, parents: readonly string[]): Promise<string> {
    const tree = [];
    for (const [path, content] of Object.entries(files)) tree.push(await this.#treeEntry(path, content));
    const { sha } = await this.#send<{ sha: string }>('POST', `/repos/${this.repository}/git/trees`, { tree });
    const body = { message: 'commit', tree: sha, parents };
    return (await this.#send<{ sha: string }>('POST', `/repos/${this.repository}/git/commits`, body)).sha;
  }

  async #treeEntry(path: string, content: FileContent): Promise<Json> {
    if (typeof content === 'string') return { path, mode: '100644', type: 'blob', content };
    if (content instanceof Uint8Array) {
      const body = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
      const blob = await this.#send<{ sha: string }>('POST', `/repos/${this.repository}/git/blobs`, body);
      return { path, mode: '100644', type: 'blob', sha: blob.sha };
    }
    if ('symlink' in content) return { path, mode: '120000', type: 'blob', content: content.symlink };
    return { path, mode: '160000', type: 'commit', sha: content.submodule };
  }

  async #setBranch(branch: string, sha: string): Promise<void> {
    const { upstream, ownerToken } = this.#github;
    const path = `/repos/${this.repository}/git/ref/heads/${branch}`;
    const exists = (await upstream.send('GET', path, ownerToken)).status === 200;
    if (exists) await this.#send('PATCH', path.replace('/ref/', '/refs/'), { sha, force: true });
    else await this.#send('POST', `/repos/${this.repository}/git/refs`, { ref: `refs/heads/${branch}`, sha });
  }

  async #send<T = Json>(method: string, path: string, body?: unknown): Promise<T> {
    return await this.#github.upstream.json<T>(method, path, this.#github.ownerToken, body);
  }
}
