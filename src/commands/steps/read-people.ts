import type { Governance } from '../../core/contracts/governance.ts';
import type { Account, Owners, Person, TeamAnswer } from '../../core/contracts/people.ts';
import { OWNER_ROLES } from '../../core/contracts/people.ts';
import { canonicalName, isPerson } from '../../core/governance/account.ts';
import { ownersOf, teamsAmong } from '../../core/governance/ownership.ts';
import type { GithubClient } from '../../github/client.ts';
import { readMembership, readPermission } from '../../github/permissions.ts';

/** People who are asked about at most. Whoever comes after them is not known, and decides nothing. */
const MOST_PEOPLE = 50;

/**
 * What GitHub says of those who may be owners: what they may do in the repository, and whether they are in the teams that own.
 * Who is no owner by name is not asked about where no team owns; owners by name come first, so that a crowd of others cannot
 * keep them from being heard. Throws a ChangeoverError when GitHub cannot be reached.
 */
export async function readPeople(
  client: GithubClient,
  accounts: readonly Account[],
  owners: readonly Owners[],
): Promise<Pick<Governance, 'people' | 'teams'>> {
  // Each list by itself: a role that one of them names takes the others' owners out of a common one.
  const named = new Set(
    owners.flatMap((list) => OWNER_ROLES.flatMap((role) => ownersOf(role, [list]))).map(canonicalName),
  );
  const teamNames = [...new Set(owners.flatMap((list) => teamsAmong([list])))];
  const everybody = [...new Map(accounts.filter(isPerson).map((one) => [canonicalName(one.login), one])).values()];
  const isNamed = ({ login }: Account): boolean => named.has(canonicalName(login));
  const others = teamNames.length === 0 ? [] : everybody.filter((one) => !isNamed(one));
  const asked = [...everybody.filter(isNamed), ...others].slice(0, MOST_PEOPLE);
  const people: Person[] = [];
  const teams: TeamAnswer[] = [];
  for (const { login, type } of asked) {
    const { problem: _ofNobodyElse, ...person } = await readPermission(client, login, type);
    people.push(person);
    teams.push(...(await Promise.all(teamNames.map((team) => readMembership(client, team, login)))));
  }
  return { people, teams };
}
