import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, isNotAccessible, parseAnswer } from './errors.ts';

/** Who writes with `GITHUB_TOKEN`. */
export const ACTIONS_BOT = 'github-actions[bot]';
/** Tokens of apps, `GITHUB_TOKEN` among them, start so; they may not ask REST who they are. */
const APP_TOKEN = /^ghs_/;

const User = z.object({ login: z.string() });
/** Statuses name an app by its bot; a login of another form would be nobody's. */
const Viewer = z.object({ viewer: z.object({ login: z.string().endsWith('[bot]') }) });

/** Remembers who the token writes as: GitHub says so in its answer to everything that we write. */
export function learnLogin(client: GithubClient, login: string | undefined): void {
  if (login !== undefined) client.login.value = login;
}

/**
 * Login that the token writes as: as learnt from an earlier answer, else by asking. An app's token is not asked; before it has
 * written anything it is taken for that of GitHub Actions, so write the commit status before the comment.
 */
export async function ownLogin(client: GithubClient): Promise<string> {
  if (client.login.value !== undefined) return client.login.value;
  if (APP_TOKEN.test(client.token)) return ACTIONS_BOT;
  const login = await calling('say whose token it is', 'pull-requests: write', () => askLogin(client));
  learnLogin(client, login);
  return login;
}

/**
 * Whether an account may be the one that the token writes as. Before an app's token has written anything, that may be any
 * app's account.
 */
export async function mayBeOwn(client: GithubClient, login: string | undefined): Promise<boolean> {
  if (login === undefined) return false;
  const own = await ownLogin(client);
  return login === own || (client.login.value === undefined && login.endsWith('[bot]'));
}

/** `mayBeOwn` where something is done about it: costs a request that the former does without. */
export async function isOwn(client: GithubClient, login: string | undefined): Promise<boolean> {
  if (client.login.value === undefined && APP_TOKEN.test(client.token)) await learnViewer(client);
  return await mayBeOwn(client, login);
}

/** What REST refuses an app's token GraphQL tells it, whatever its permissions. Where it does not, nothing is learnt. */
async function learnViewer(client: GithubClient): Promise<void> {
  try {
    const viewer = Viewer.safeParse(await client.graphql('query { viewer { login } }', { request: { retries: 0 } }));
    learnLogin(client, viewer.data?.viewer.login);
  } catch {
    // Any app's account stays one that may be the token's own.
  }
}

async function askLogin(client: GithubClient): Promise<string> {
  try {
    const { data } = await client.rest.users.getAuthenticated();
    return parseAnswer(User, data, "the token's owner").login;
  } catch (error) {
    if (isNotAccessible(error)) return ACTIONS_BOT;
    throw error;
  }
}
