import { createSign, generateKeyPairSync } from 'node:crypto';
import { createEmulator } from 'emulate';
import { APPS } from './apps.ts';
import type { FaultPlan } from './faults.ts';
import { Overrides } from './overrides.ts';
import { GithubProxy, type LoggedRequest, type Violation } from './proxy.ts';
import { LEAST_PERMISSIONS, type Permissions } from './tokens.ts';
import { Upstream } from './upstream.ts';

/** Owner of every repository of the stand-in. */
export const OWNER = 'octocat';
const OWNER_TOKEN = 'test-owner-token';
const ALL_PERMISSIONS = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  statuses: 'write',
  checks: 'write',
  metadata: 'read',
};

/** A running stand-in for GitHub: the emulator behind a proxy that holds clients to GitHub's description. */
export interface FakeGithub {
  /** Base address of the REST API: `GITHUB_API_URL`. */
  readonly url: string;
  readonly requests: LoggedRequest[];
  readonly violations: Violation[];
  readonly answerViolations: Violation[];
  readonly faults: FaultPlan;
  readonly overrides: Overrides;
  readonly upstream: Upstream;
  /** A user's token that may do everything, as a person in a browser. */
  readonly ownerToken: string;
  /** A token as `GITHUB_TOKEN` is: of `github-actions[bot]`, with the permissions of the workflow. */
  token(permissions?: Permissions): string;
  /** An installation token of another app. */
  appToken(permissions?: Permissions): string;
  /** A user's token of some other user, who owns nothing. */
  userToken(login: 'octocat' | 'mallory'): string;
  close(): Promise<void>;
}

/** Starts the stand-in on a free port. Call `close` at the end. */
export async function startGithub(): Promise<FakeGithub> {
  const proxy = await GithubProxy.listen();
  const privateKey = appKey();
  const emulator = await createEmulator({ service: 'github', port: 0, seed: seedWith(privateKey) });
  const upstream = new Upstream(emulator.url, proxy.url);
  const overrides = new Overrides(upstream, OWNER_TOKEN);
  proxy.connect(upstream, overrides);
  const botTokens = {
    'github-actions': await installationToken(upstream, privateKey, 'github-actions'),
    'other-app': await installationToken(upstream, privateKey, 'other-app'),
  };
  let count = 0;
  const issue = (slug: keyof typeof APPS, permissions: Permissions): string => {
    count += 1;
    const token = `ghs_test-${slug}-${count}`;
    proxy.identities.set(token, { login: `${slug}[bot]`, kind: 'bot', permissions, upstream: botTokens[slug] });
    return token;
  };
  for (const login of ['octocat', 'mallory']) {
    const token = login === OWNER ? OWNER_TOKEN : `test-${login}-token`;
    proxy.identities.set(token, { login, kind: 'user', upstream: token });
  }
  return {
    url: proxy.url,
    requests: proxy.requests,
    violations: proxy.violations,
    answerViolations: proxy.answerViolations,
    faults: proxy.faults,
    overrides,
    upstream,
    ownerToken: OWNER_TOKEN,
    token: (permissions = LEAST_PERMISSIONS) => issue('github-actions', permissions),
    appToken: (permissions = LEAST_PERMISSIONS) => issue('other-app', permissions),
    userToken: (login) => (login === OWNER ? OWNER_TOKEN : `test-${login}-token`),
    async close() {
      await proxy.close();
      await emulator.close();
    },
  };
}

let generatedKey: string | undefined;

/** The key that the apps sign with; one for all stand-ins of a process, because making it takes longer than all the rest. */
function appKey(): string {
  generatedKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  return generatedKey;
}

function seedWith(privateKey: string): Record<string, never> {
  const seed = {
    tokens: {
      [OWNER_TOKEN]: { login: OWNER, scopes: ['repo'] },
      'test-mallory-token': { login: 'mallory', scopes: ['repo'] },
    },
    github: {
      users: [{ login: OWNER }, { login: 'mallory' }],
      apps: Object.entries(APPS).map(([slug, id]) => ({
        app_id: id,
        slug,
        name: slug,
        private_key: privateKey,
        permissions: ALL_PERMISSIONS,
        events: [],
        installations: [
          { installation_id: id, account: OWNER, repository_selection: 'all', permissions: ALL_PERMISSIONS },
        ],
      })),
    },
  };
  return seed as unknown as Record<string, never>;
}

async function installationToken(upstream: Upstream, privateKey: string, slug: keyof typeof APPS): Promise<string> {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, exp: now + 600, iss: APPS[slug] };
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url');
  const path = `/app/installations/${APPS[slug]}/access_tokens`;
  const answer = await upstream.json<{ token: string }>('POST', path, `${unsigned}.${signature}`, {});
  return answer.token;
}
