import { userJson } from './status-json.ts';
import { type Answer, jsonAnswer } from './upstream.ts';

/** IDs of the Apps that the stand-in knows, by the names in their addresses. */
export const APPS = { 'github-actions': 15_368, 'other-app': 99_001 } as const;

/** What anybody may read of an App. */
export function appAnswer(url: URL): Answer {
  const slug = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
  const [, id] = Object.entries(APPS).find(([name]) => name === slug) ?? [];
  if (id === undefined)
    return jsonAnswer(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' });
  return jsonAnswer(200, {
    id,
    slug,
    node_id: `A_${id}`,
    owner: userJson('octocat'),
    name: slug,
    description: null,
    external_url: 'https://example.com/',
    html_url: `https://github.com/apps/${slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: {},
    events: [],
  });
}
