import { z } from 'zod';
import {
  type Account,
  type Person,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
  type TeamAnswer,
  type TeamMembership,
} from '../core/contracts/people.ts';
import { ChangeoverError, type Problem } from '../core/contracts/problem.ts';
import { MEMBERS_PERMISSION } from '../core/governance/ownership.ts';
import type { GithubClient } from './client.ts';
import { calling, failedRequest, parseAnswer } from './errors.ts';

/** A person, and why their permission is not known when it is not. */
export interface ReadPerson extends Person {
  readonly problem?: Problem;
}

/** `permission` is one of four older words; `role_name` also tells maintain, triage and roles of the organisation's own. */
const Permission = z.object({
  permission: z.string(),
  role_name: z.string(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
});
type KnownPermission = (typeof REPOSITORY_PERMISSIONS)[number];
/** What `permission` says for each `role_name` of GitHub's own. */
const OLDER_WORDS: Readonly<Record<KnownPermission, KnownPermission>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};
const Membership = z.object({ state: z.enum(['active', 'pending']) });

/**
 * What an account may do in the repository, by GitHub's own word at the moment of asking: not by its association with the
 * repository, which is no permission. Whatever stands in the way makes it `unknown`, with the problem; only being stopped
 * throws.
 *
 * @param type GitHub's word for the account where it is known (`User`); the answer's own wins.
 */
export async function readPermission(client: GithubClient, login: string, type = 'unknown'): Promise<ReadPerson> {
  const { owner, repo } = client;
  try {
    const { data } = await calling(`read what ${login} may do in ${owner}/${repo}`, 'contents: read', () =>
      client.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login }),
    );
    const answer = parseAnswer(Permission, data, `the permission of ${login}`);
    return { ...accountOf(answer.user, { login, type }), permission: permissionOf(answer) };
  } catch (error) {
    if (!(error instanceof ChangeoverError) || error.problems[0].code === 'cancelled') throw error;
    return { login, type, permission: 'unknown', problem: error.problems[0] };
  }
}

/** The account as GitHub has it; an answer about somebody else is about nobody. */
function accountOf(answered: Account | null, asked: Account): Account {
  if (answered === null) return asked;
  const isAsked = answered.login.toLowerCase() === asked.login.toLowerCase();
  return isAsked ? { login: answered.login, type: answered.type } : { ...asked, type: 'unknown' };
}

/**
 * The finer word where it agrees with the older one. Else the older one: a role of the organisation's own has a name that
 * says nothing, whatever it says.
 */
function permissionOf({ permission, role_name }: z.output<typeof Permission>): RepositoryPermission {
  const older = known(permission) ?? 'unknown';
  const finer = known(role_name);
  return finer !== undefined && OLDER_WORDS[finer] === older ? finer : older;
}

function known(word: string): KnownPermission | undefined {
  return REPOSITORY_PERMISSIONS.find((permission) => permission === word);
}

/**
 * Whether somebody is an active member of a team. GitHub answers "not found" alike when they are not, when there is no such
 * team and when the token may not see it; so the team itself is asked for before anybody is said not to be in it.
 *
 * Throws a ChangeoverError when GitHub cannot be reached or fails.
 *
 * @param team `@organisation/team`.
 */
export async function readMembership(client: GithubClient, team: string, login: string): Promise<TeamAnswer> {
  const [org = '', team_slug = ''] = team.replace(/^@/, '').split('/');
  const asked = await unlessHidden(`read whether ${login} is in ${team}`, () =>
    client.rest.teams.getMembershipForUserInOrg({ org, team_slug, username: login }),
  );
  if (asked !== undefined) {
    const { state } = parseAnswer(Membership, asked.data, `the members of ${team}`);
    return { team, login, membership: { kind: state === 'active' ? 'member' : 'not-member' } };
  }
  const visible = await unlessHidden(`read the team ${team}`, () => client.rest.teams.getByName({ org, team_slug }));
  const membership: TeamMembership =
    visible === undefined ? { kind: 'unreadable', permission: MEMBERS_PERMISSION } : { kind: 'not-member' };
  return { team, login, membership };
}

/** An answer, or `undefined` when GitHub says that it is not there or not for this token to see. */
async function unlessHidden<T>(doing: string, call: () => Promise<T>): Promise<T | undefined> {
  return await calling(doing, 'contents: read', async () => {
    try {
      return await call();
    } catch (error) {
      if (isHidden(error)) return undefined;
      throw error;
    }
  });
}

function isHidden(error: unknown): boolean {
  const failure = failedRequest(error);
  return failure?.status === 404 || (failure?.status === 403 && !/rate limit/i.test(failure.message));
}
