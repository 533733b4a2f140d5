import type { CommitStatus } from './statuses.ts';

type Json = Record<string, unknown>;

/** A commit status in GitHub's own shape. */
export function statusJson(status: CommitStatus): Json {
  const url = `https://api.github.com/statuses/${status.sha}`;
  return {
    url,
    avatar_url: null,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.at,
    updated_at: status.at,
    creator: userJson(status.creator),
  };
}

/** An account in GitHub's own shape. */
export function userJson(login: string): Json {
  const url = `https://api.github.com/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: 41_898_282,
    node_id: 'U_1',
    avatar_url: url,
    gravatar_id: '',
    url,
    html_url: url,
    followers_url: url,
    following_url: url,
    gists_url: url,
    starred_url: url,
    subscriptions_url: url,
    organizations_url: url,
    repos_url: url,
    events_url: url,
    received_events_url: url,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}
