import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, isNotAccessible, parseAnswer } from './errors.ts';

/** Who writes with `GITHUB_TOKEN`. */
export const ACTIONS_BOT = 'github-actions[bot]';
/** Tokens of apps, `GITHUB_TOKEN` among them, start so; they may not ask who they are. */
const APP_TOKEN = /^ghs_/;

const User = z.object({ login: z.string() });

/** Remembers who the token writes as: GitHub says so in its answer to everything that we write. */
export function learnLogin(client: GithubClient, login: string | undefined): void {
  if (login !== undefined) client.login.value = login;
}

/**
 * Login that the token writes as: as learnt from an earlier answer, else by asking. An app's token cannot ask; before it has
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

async function askLogin(client: GithubClient): Promise<string> {
  try {
    const { data } = await client.rest.users.getAuthenticated();
    return parseAnswer(User, data, "the token's owner").login;
  } catch (error) {
    if (isNotAccessible(error)) return ACTIONS_BOT;
    throw error;
  }
}
