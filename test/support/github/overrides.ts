import { appAnswer } from './apps.ts';
import { Artifacts } from './artifacts.ts';
import { Conversation } from './conversation.ts';
import type { Call } from './proxy.ts';
import { repositoryComments } from './repository-comments.ts';
import { statusJson } from './status-json.ts';
import { type CommitStatus, combinedState, StatusStore } from './statuses.ts';
import { type Answer, jsonAnswer, jsonOf, type Upstream } from './upstream.ts';

/** A pull request as the stand-in follows it: the emulator forgets pushes and forks. */
export interface FollowedPull {
  readonly repository: string;
  readonly number: number;
  readonly headBranch: string;
  /** Head that the emulator remembers: the one the pull request was opened with. */
  readonly openedHead: string;
  readonly fork: boolean;
  /** Opened by Dependabot. */
  readonly dependabot: boolean;
}

const LONGEST_COMMENT = 65_536;
const DOCS = 'https://docs.github.com/rest';
type Json = Record<string, unknown>;
type PullJson = Json & { readonly number: number; readonly head: Json };

/** What GitHub does and the emulator does not, served or mended here. */
export class Overrides {
  readonly statuses = new StatusStore();
  readonly artifacts = new Artifacts();
  readonly conversation = new Conversation();
  readonly pulls: FollowedPull[] = [];
  /** Rules of every branch, of whatever ruleset. */
  readonly rules: Json[] = [];
  readonly #upstream: Upstream;
  readonly #ownerToken: string;
  readonly #mirrors = new Map<string, number>();

  constructor(upstream: Upstream, ownerToken: string) {
    this.#upstream = upstream;
    this.#ownerToken = ownerToken;
  }

  /** An answer to a call that the emulator cannot serve; undefined for all others. */
  async answer(call: Call): Promise<Answer | undefined> {
    switch (call.operation.id) {
      case 'repos/create-commit-status':
        return this.#createStatus(call);
      case 'repos/list-commit-statuses-for-ref':
        return page(call.url, this.statuses.list(repositoryOf(call.url), commitOf(call.url)).map(statusJson));
      case 'repos/get-combined-status-for-ref':
        return this.#combinedStatus(call);
      case 'apps/get-by-slug':
        return appAnswer(call.url);
      case 'repos/get-branch-rules':
        return page(call.url, this.rules);
      case 'pulls/list-files':
        return this.#listFiles(call);
      case 'issues/list-comments-for-repo':
        return this.#listRepositoryComments(call);
      case 'issues/create-comment':
      case 'issues/update-comment':
        return commentRefusal(call);
      case 'actions/list-artifacts-for-repo': {
        const { id, full_name: name } = await this.#repository(call);
        return this.artifacts.list(call, String(name), Number(id));
      }
      case 'actions/get-workflow-run':
        return this.artifacts.run(call, await this.#repository(call));
      case 'actions/download-artifact':
        return this.artifacts.download(call);
      default:
        return this.conversation.answer(call);
    }
  }

  /** The emulator's answer as GitHub would give it. */
  async mend(call: Call, answer: Answer): Promise<Answer> {
    if (call.operation.id === 'pulls/get' && answer.status === 200) return this.#mendPull(call, answer);
    if (call.operation.id === 'pulls/list' && answer.status === 200) return this.#mendPulls(call, answer);
    if (call.operation.id === 'pulls/merge' && answer.status === 422) {
      const message = (jsonOf(answer) as { message: string }).message;
      return jsonAnswer(405, { message, documentation_url: DOCS });
    }
    if (call.operation.id === 'repos/get' && answer.status === 200) return withCounts(answer);
    if (call.operation.id === 'pulls/list-commits' && answer.status === 200) return withTreeUrls(answer);
    return this.conversation.mend(call, answer);
  }

  /** Puts what branch protection sees back to "nothing has reported", as a push does. */
  async forgetChecks(pull: FollowedPull): Promise<void> {
    for (const [key, id] of this.#mirrors) {
      if (key.startsWith(`${pull.repository} ${pull.openedHead} `))
        await this.#updateMirror(pull.repository, id, 'pending');
    }
  }

  /** Tip of a branch, as the emulator has it now. */
  async branchTip(repository: string, branch: string): Promise<string> {
    const path = `/repos/${repository}/git/ref/heads/${branch}`;
    const reference = await this.#upstream.json<{ object: { sha: string } }>('GET', path, this.#ownerToken);
    return reference.object.sha;
  }

  async #repository({ url }: Call): Promise<Json> {
    return await this.#upstream.json('GET', `/repos/${repositoryOf(url)}`, this.#ownerToken);
  }

  async #createStatus(call: Call): Promise<Answer> {
    const repository = repositoryOf(call.url);
    const sha = commitOf(call.url);
    const added = this.statuses.add(repository, sha, call.body as Json, call.identity);
    if (typeof added === 'string') {
      const errors = [{ resource: 'Status', code: 'custom', message: added }];
      return jsonAnswer(422, { message: `Validation Failed: ${added}`, errors, documentation_url: DOCS });
    }
    await this.#mirror(repository, added);
    return jsonAnswer(201, statusJson(added));
  }

  /**
   * Branch protection in the emulator looks at check runs only, on the head that the pull request was opened with. Each
   * status therefore lives on as one updated check run there, as long as it is about the current head.
   */
  async #mirror(repository: string, status: CommitStatus): Promise<void> {
    const pull = this.pulls.find(
      (candidate) => candidate.repository === repository && candidate.openedHead === status.sha,
    );
    const followers = pull === undefined ? await this.#pullsWithHead(repository, status.sha) : [pull];
    for (const follower of followers) {
      const current = await this.branchTip(repository, follower.headBranch);
      if (current === status.sha) await this.#mirrorOn(repository, follower.openedHead, status);
    }
  }

  async #pullsWithHead(repository: string, sha: string): Promise<FollowedPull[]> {
    const found: FollowedPull[] = [];
    for (const pull of this.pulls.filter((candidate) => candidate.repository === repository)) {
      if ((await this.branchTip(repository, pull.headBranch)) === sha) found.push(pull);
    }
    return found;
  }

  async #mirrorOn(repository: string, sha: string, status: CommitStatus): Promise<void> {
    const key = `${repository} ${sha} ${status.context}`;
    let id = this.#mirrors.get(key);
    if (id === undefined) {
      const body = { name: status.context, head_sha: sha, status: 'in_progress' };
      const run = await this.#upstream.json<{ id: number }>(
        'POST',
        `/repos/${repository}/check-runs`,
        this.#ownerToken,
        body,
      );
      id = run.id;
      this.#mirrors.set(key, id);
    }
    await this.#updateMirror(repository, id, status.state);
  }

  async #updateMirror(repository: string, id: number, state: CommitStatus['state']): Promise<void> {
    const conclusion = state === 'success' ? 'success' : 'failure';
    const body = state === 'pending' ? { status: 'in_progress' } : { status: 'completed', conclusion };
    await this.#upstream.json('PATCH', `/repos/${repository}/check-runs/${id}`, this.#ownerToken, body);
  }

  async #combinedStatus(call: Call): Promise<Answer> {
    const repository = repositoryOf(call.url);
    const sha = commitOf(call.url);
    const latest = this.statuses.latest(repository, sha);
    const url = `${call.url.origin}/repos/${repository}/commits/${sha}`;
    return jsonAnswer(200, {
      state: combinedState(latest),
      sha,
      total_count: latest.length,
      statuses: latest.map(statusJson),
      repository: await this.#upstream.json('GET', `/repos/${repository}`, this.#ownerToken),
      commit_url: url,
      url: `${url}/status`,
    });
  }

  async #listFiles(call: Call): Promise<Answer> {
    const repository = repositoryOf(call.url);
    const path = call.url.pathname.replace(/\/files$/, '');
    const pull = await this.#upstream.json<{ base: { ref: string }; head: { ref: string } }>(
      'GET',
      path,
      this.#ownerToken,
    );
    const base = await this.branchTip(repository, pull.base.ref);
    const head = await this.branchTip(repository, pull.head.ref);
    const comparison = await this.#upstream.json<{ files: Json[] }>(
      'GET',
      `/repos/${repository}/compare/${base}...${head}`,
      this.#ownerToken,
    );
    return page(call.url, comparison.files);
  }

  async #listRepositoryComments({ url }: Call): Promise<Answer> {
    const repository = repositoryOf(url);
    const pulls = this.pulls.filter((pull) => pull.repository === repository).map(({ number }) => number);
    const wanted = { repository, pulls, query: url.searchParams };
    return page(url, await repositoryComments(this.#upstream, this.#ownerToken, wanted));
  }

  async #mendPull(call: Call, answer: Answer): Promise<Answer> {
    const mended = await this.#asItIs(call, jsonOf(answer) as PullJson);
    return { ...answer, body: Buffer.from(JSON.stringify(mended)) };
  }

  async #mendPulls(call: Call, answer: Answer): Promise<Answer> {
    const mended: unknown[] = [];
    for (const json of jsonOf(answer) as PullJson[]) mended.push(await this.#asItIs(call, json));
    return { ...answer, body: Buffer.from(JSON.stringify(mended)) };
  }

  /** A pull request at its present head. */
  async #asItIs(call: Call, json: PullJson): Promise<unknown> {
    const repository = repositoryOf(call.url);
    const pull = this.pulls.find(
      (candidate) => candidate.repository === repository && candidate.number === json.number,
    );
    if (pull === undefined) return json;
    const sha = await this.branchTip(repository, pull.headBranch);
    const head = { ...json.head, sha, ...(pull.fork ? forkOf(json.head) : {}) };
    return { ...json, head, ...(pull.dependabot ? { user: dependabot(json) } : {}) };
  }
}

/** Who opened it, when it was Dependabot. */
function dependabot({ user }: Json): Json {
  return { ...(user as Json), login: 'dependabot[bot]', id: 49_699_333, type: 'Bot' };
}

/** The head of a pull request as it looks when it comes from somebody's fork. */
function forkOf(head: Json): Json {
  const repo = head['repo'] as Json;
  const name = String(repo['name']);
  const owner = { ...(repo['owner'] as Json), login: 'contributor', id: 4242 };
  return {
    label: `contributor:${String(head['ref'])}`,
    repo: { ...repo, id: 424_242, full_name: `contributor/${name}`, fork: true, owner },
  };
}

/** Commits of a pull request, whose trees the emulator gives no address. */
function withTreeUrls(answer: Answer): Answer {
  const commits = (jsonOf(answer) as { url: string; commit: Json & { tree: { sha: string } } }[]).map((listed) => {
    const url = listed.url.replace(/\/commits\/[^/]+$/, `/git/trees/${listed.commit.tree.sha}`);
    return { ...listed, commit: { ...listed.commit, tree: { ...listed.commit.tree, url } } };
  });
  return { ...answer, body: Buffer.from(JSON.stringify(commits)) };
}

/** A repository with the counts that the emulator leaves out. */
function withCounts(answer: Answer): Answer {
  const repository = { network_count: 0, subscribers_count: 0, ...(jsonOf(answer) as Json) };
  return { ...answer, body: Buffer.from(JSON.stringify(repository)) };
}

function commentRefusal(call: Call): Answer | undefined {
  const text = String((call.body as Json | undefined)?.['body'] ?? '');
  if (text.length <= LONGEST_COMMENT) return undefined;
  const message = `Body is too long (maximum is ${LONGEST_COMMENT} characters)`;
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return jsonAnswer(422, { message: 'Validation Failed', errors, documentation_url: DOCS });
}

function repositoryOf(url: URL): string {
  return url.pathname.split('/').slice(2, 4).join('/');
}

function commitOf(url: URL): string {
  return url.pathname.split('/')[5] ?? '';
}

function page(url: URL, items: readonly unknown[]): Answer {
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const number = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  const link = number * size < items.length ? { link: `<${next.toString()}>; rel="next"` } : {};
  return jsonAnswer(200, items.slice((number - 1) * size, number * size), link);
}
