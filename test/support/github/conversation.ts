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

/** Who wrote a review, and what has become of it since. */
export interface ReviewAuthorship {
  readonly login: string;
  readonly type?: string;
  readonly state?: 'DISMISSED';
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
  readonly #reviews = new Map<number, ReviewAuthorship>();
  readonly #members = new Set<string>();
  readonly #teams = new Set<string>();
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

  /** Says who wrote a review. */
  signReview(review: number, authorship: ReviewAuthorship): void {
    this.#reviews.set(review, { ...this.#reviews.get(review), ...authorship });
  }

  /** Makes a team, `organisation/team`, that this token may read, with these members. */
  team(team: string, members: readonly string[]): void {
    this.#teams.add(team);
    for (const login of members) this.#members.add(`${team} ${login}`);
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
      case 'teams/get-membership-for-user-in-org':
        return this.#membership(call);
      case 'teams/get-by-name':
        return this.#team(call);
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
    const signed = this.#signers[operation.id];
    if (signed === undefined || answer.status !== 200) return answer;
    const json = jsonOf(answer) as Json | Json[];
    const mended = Array.isArray(json) ? json.map(signed) : signed(json);
    return { ...answer, body: Buffer.from(JSON.stringify(mended)) };
  }

  readonly #signers: Readonly<Record<string, (json: Json) => Json>> = {
    'issues/list-comments': (comment) => this.#signed(comment),
    'issues/get-comment': (comment) => this.#signed(comment),
    'pulls/list-reviews': (review) => this.#signedReview(review),
    'pulls/list-commits': withTreeAddress,
  };

  #signedReview(review: Json): Json {
    const authorship = this.#reviews.get(Number(review['id']));
    if (authorship === undefined) return review;
    const { login, type, state } = authorship;
    const user = { ...userJson(login), ...(type === undefined ? {} : { type }) };
    return { ...review, user, ...(state === undefined ? {} : { state }) };
  }

  #membership({ url }: Call): Answer {
    const [, , org, , team, , login = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (!this.#members.has(`${org}/${team} ${login}`)) return NOT_FOUND;
    return jsonAnswer(200, { url: url.href, role: 'member', state: 'active' });
  }

  #team({ url }: Call): Answer {
    const [, , org = '', , slug = ''] = url.pathname.split('/').map(decodeURIComponent);
    return this.#teams.has(`${org}/${slug}`) ? jsonAnswer(200, teamJson(org, slug)) : NOT_FOUND;
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

/** The emulator forgets where a commit's tree is. */
function withTreeAddress(listed: Json): Json {
  const commit = listed['commit'] as { tree: { sha: string } };
  const url = `https://api.github.com/repos/octocat/shop/git/trees/${commit.tree.sha}`;
  return { ...listed, commit: { ...commit, tree: { ...commit.tree, url } } };
}

const NOT_FOUND = jsonAnswer(404, {
  message: 'Not Found',
  documentation_url: 'https://docs.github.com/rest',
  status: '404',
});

/** As much of a team as GitHub's description asks for. */
function teamJson(org: string, slug: string): Json {
  const url = `https://api.github.com/orgs/${org}/teams/${slug}`;
  return {
    id: 1,
    node_id: 'T_1',
    url,
    html_url: `https://github.com/orgs/${org}/teams/${slug}`,
    name: slug,
    slug,
    permission: 'push',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    members_count: 1,
    repos_count: 1,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    organization: organisationJson(org),
    parent: null,
  };
}

function organisationJson(org: string): Json {
  const url = `https://api.github.com/orgs/${org}`;
  return {
    login: org,
    id: 1,
    node_id: 'O_1',
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: 'https://example.com/avatar',
    description: null,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `https://github.com/${org}`,
    type: 'Organization',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    archived_at: null,
  };
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
