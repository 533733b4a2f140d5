import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';

/** The workflow's file that a run was made from. */
export interface RunningWorkflow {
  /** Repository of the file, `owner/name`: for a workflow that an organisation requires, seldom the one that is judged. */
  readonly home: string;
  /** Path of the file in its repository. */
  readonly path: string;
  /** Where it was taken from, fully qualified: `refs/heads/main`. */
  readonly ref: string;
  /** Commit that it was taken from; absent where the runner does not say. */
  readonly sha?: string;
}

const Reference = z.object({
  path: z.string(),
  repository_id: z.number().int(),
  ref: z.string().nullish(),
  sha: z.string().nullish(),
});
const Repository = z.object({ id: z.number().int() });

/** A workflow as a rule of a ruleset names it. */
type RequiredWorkflow = z.output<typeof Reference>;

/** Parameters of a rule of the type `workflows`. */
export const RequiredWorkflows = z.object({ workflows: z.array(Reference) });

/**
 * Whether the file that runs is one of those that rules require: path, version and repository have to be the same. In doubt it
 * is not.
 */
export async function isRequired(
  client: GithubClient,
  running: RunningWorkflow,
  required: readonly RequiredWorkflow[],
): Promise<boolean> {
  const own = `${client.owner}/${client.repo}`;
  const isOwn = running.home.toLowerCase() === own.toLowerCase();
  const alike = required.filter((rule) => rule.path === running.path && isVersion(rule, running, isOwn));
  if (alike.length === 0) return false;
  const home = await idOf(client, isOwn ? own : running.home);
  if (home !== undefined) return alike.some((rule) => rule.repository_id === home);
  if (isOwn) return false;
  // The token may not see a private home. Of what is not this repository GitHub runs required workflows alone.
  const ownId = await idOf(client, own);
  return ownId !== undefined && alike.some((rule) => rule.repository_id !== ownId);
}

/**
 * A repository's own file of that path runs for every pull request, too, as the pull request has it: only the version tells
 * that run from the required one. Of another repository's file nothing but the required version ever runs here.
 */
function isVersion({ ref, sha }: RequiredWorkflow, running: RunningWorkflow, isOwn: boolean): boolean {
  if (sha) return sha === running.sha;
  if (ref) return [ref, `refs/heads/${ref}`, `refs/tags/${ref}`].includes(running.ref);
  return !isOwn;
}

/** What rules call a repository by; `undefined` where GitHub does not say. */
async function idOf(client: GithubClient, fullName: string): Promise<number | undefined> {
  const [owner = '', repo = ''] = fullName.split('/');
  try {
    const { data } = await calling(`read the repository ${fullName}`, 'contents: read', () =>
      client.rest.repos.get({ owner, repo, request: { retries: 0 } }),
    );
    return parseAnswer(Repository, data, `the repository ${fullName}`).id;
  } catch {
    return undefined;
  }
}
