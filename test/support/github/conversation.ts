import type { Call } from './proxy.ts';
import { userJson } from './status-json.ts';
import { type Answer, jsonAnswer, jsonOf } from './upstream.ts';

type Json = Record<string, unknown>;

/** Who wrote a comment and when, where that differs from what the emulator knows. Times are ISO 8601. */
export interface Authorship {
  readonly login: string;
  readonly type?: string;
  /** Posted by an app in somebody's name. */
  readonly viaApp?: boolean;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** What somebody may do in a repository, in both of GitHub's words. */
type RoleName = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

const OLDER_WORDS: Readonly<Record<RoleName, string>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

export interface GivenReaction {
  readonly comment: number;
  readonly content: string;
  readonly by: string;
}

/** People around pull requests: what the emulator, which knows two users, lacks. */
export class Conversation {
  readonly reactions: GivenReaction[] = [];
  readonly #authors = new Map<number, Authorship>();
  readonly #roles = new Map<string, RoleName>();
  readonly #events: { readonly issue: string; readonly event: string; readonly at: string }[] = [];

  /** Lets somebody have a role in a repository, `owner/name`. */
  grant(repository: string, login: string, role: RoleName): void {
    this.#roles.set(`${repository} ${login}`, role);
  }

  /** Says who wrote a comment. */
  sign(comment: number, authorship: Authorship): void {
    this.#authors.set(comment, { ...this.#authors.get(comment), ...authorship });
  }

  /** Something that happened to a pull request: `head_ref_force_pushed`. */
  happened(repository: string, number: number, event: string, at = new Date().toISOString()): void {
    this.#events.push({ issue: `${repository}/issues/${number}`, event, at });
  }

  /** An answer to a call that the emulator cannot serve; undefined for all others. */
  answer(call: Call): Answer | undefined {
    switch (call.operation.id) {
      case 'repos/get-collaborator-permission-level':
        return this.#permission(call);
      case 'reactions/create-for-issue-comment':
        return this.#react(call);
      case 'issues/list-events':
        return this.#listEvents(call);
      default:
        return undefined;
    }
  }

  /** The emulator's answer with the people who are said to be in it. */
  mend({ operation }: Pick<Call, 'operation'>, answer: Answer): Answer {
    if (!['issues/list-comments', 'issues/get-comment'].includes(operation.id) || answer.status !== 200) return answer;
    const json = jsonOf(answer) as Json | Json[];
    const mended = Array.isArray(json) ? json.map((comment) => this.#signed(comment)) : this.#signed(json);
    return { ...answer, body: Buffer.from(JSON.stringify(mended)) };
  }

  #signed(comment: Json): Json {
    const authorship = this.#authors.get(Number(comment['id']));
    if (authorship === undefined) return comment;
    const { login, type, viaApp, createdAt, updatedAt } = authorship;
    return {
      ...comment,
      user: { ...userJson(login), ...(type === undefined ? {} : { type }) },
      ...(createdAt === undefined ? {} : { created_at: createdAt, updated_at: updatedAt ?? createdAt }),
      ...(updatedAt === undefined ? {} : { updated_at: updatedAt }),
      ...(viaApp === true ? { performed_via_github_app: APP } : {}),
    };
  }

  #permission({ url }: Call): Answer | undefined {
    const [, , owner, repo, , login = ''] = url.pathname.split('/').map(decodeURIComponent);
    const role = this.#roles.get(`${owner}/${repo} ${login}`);
    if (role === undefined) return undefined;
    return jsonAnswer(200, { permission: OLDER_WORDS[role], role_name: role, user: collaborator(login) });
  }

  #react({ url, body, identity }: Call): Answer {
    const comment = Number(url.pathname.split('/')[6]);
    const content = String((body as Json)['content']);
    this.reactions.push({ comment, content, by: identity.login });
    const id = this.reactions.length;
    const reaction = { id, node_id: `R_${id}`, user: userJson(identity.login), content, created_at: now() };
    return jsonAnswer(201, reaction);
  }

  #listEvents({ url }: Call): Answer {
    const issue = url.pathname.split('/').slice(2, 6).join('/');
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const own = this.#events.filter((event) => event.issue === issue);
    return jsonAnswer(
      200,
      own.slice((page - 1) * size, page * size).map(({ event, at }, id) => eventJson(id, event, at)),
    );
  }
}

function now(): string {
  return new Date().toISOString();
}

function collaborator(login: string): Json {
  return { ...userJson(login), role_name: 'write', permissions: { pull: true, push: true, admin: false } };
}

function eventJson(id: number, event: string, at: string): Json {
  return {
    id,
    node_id: `E_${id}`,
    url: `https://api.github.com/repos/octocat/shop/issues/events/${id}`,
    actor: userJson('octocat'),
    event,
    commit_id: null,
    commit_url: null,
    created_at: at,
    performed_via_github_app: null,
  };
}

/** As much of an app as GitHub's description asks for. */
const APP: Json = {
  id: 1,
  slug: 'ghost-writer',
  node_id: 'A_1',
  owner: userJson('octocat'),
  name: 'Ghost writer',
  description: null,
  external_url: 'https://example.com/',
  html_url: 'https://github.com/apps/ghost-writer',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  permissions: {},
  events: [],
};
