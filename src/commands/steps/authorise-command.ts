import type { Command } from '../../core/contracts/command.ts';
import type { ApplicationConfiguration, Configuration } from '../../core/contracts/configuration.ts';
import { type Account, OWNER_ROLES, type OwnerRole, type Person } from '../../core/contracts/people.ts';
import { type Circle, decideAuthority, decideOwnership, lackingPermission } from '../../core/governance/authority.ts';
import type { Refusal } from '../../core/governance/command/answer.ts';
import { teamsAmong } from '../../core/governance/ownership.ts';
import { roleOfMetric } from '../../core/governance/roles.ts';
import { nearest } from '../../core/scoring/nearest.ts';
import type { GithubClient } from '../../github/client.ts';
import { readMembership, readPermission } from '../../github/permissions.ts';

/** Who asks for what, where. */
export interface CommandRequest {
  readonly command: Command;
  readonly author: Account;
  /** Login of whoever opened the pull request. */
  readonly pullRequestAuthor: string;
}

/**
 * Why somebody's command is not even looked into; `undefined` when it is. Asked before anything is evaluated, so that nobody
 * spends money or time by a command that is not theirs to give. What needs more than that, who wrote the commits, is decided
 * with the verdict. Whatever cannot be read counts as "no"; only being stopped throws.
 *
 * @param configuration reads the base's, and is asked only where owners decide.
 */
export async function refusalOfAuthor(
  client: GithubClient,
  { command, author, pullRequestAuthor }: CommandRequest,
  configuration: () => Promise<Configuration>,
): Promise<Refusal | undefined> {
  const { problem, ...person } = await readPermission(client, author.login, author.type);
  if (problem !== undefined) return { kind: 'unreadable', problem };
  const lacking = lackingPermission(person.permission, 'write');
  if (lacking !== undefined) return { kind: 'denied', reason: lacking };
  if (command.kind === 'run') return undefined;
  const questions = questionsOf(command, await configuration());
  if (!Array.isArray(questions)) return questions;
  const lists = questions.flatMap(({ owners }) => owners);
  const teams = await Promise.all(teamsAmong(lists).map((team) => readMembership(client, team, person.login)));
  const circle = { teams, author: pullRequestAuthor, committers: [] };
  return decide(command, person, questions, circle);
}

/** A role with the lists that say who holds it. */
interface Question extends Pick<Circle, 'owners'> {
  readonly role: OwnerRole;
}

function questionsOf(command: Command, { policy, applications }: Configuration): Question[] | Refusal {
  switch (command.kind) {
    case 'waive':
    case 'unwaive': {
      const application = applications.find(({ name }) => name === command.application);
      if (application === undefined) return unknownApplication(command.application, applications);
      const role = roleOfMetric(command.metric, application.suite.scorers);
      return [{ role, owners: [policy.owners, application.owners] }];
    }
    case 'break-glass':
      return OWNER_ROLES.map((role) => ({ role, owners: [policy.owners] }));
    default: {
      const lists = [[policy.owners], ...applications.map(({ owners }) => [policy.owners, owners])];
      return OWNER_ROLES.flatMap((role) => lists.map((owners) => ({ role, owners })));
    }
  }
}

/** A yardstick is approved for the roles that one has; the glass is broken by who has all of them. */
function decide(
  command: Command,
  person: Person,
  questions: readonly Question[],
  circle: Omit<Circle, 'owners'>,
): Refusal | undefined {
  // A waiver on the giver's own pull request may be seconded, and anybody's own may be taken back.
  const isOwnWorkToo = command.kind === 'waive' || command.kind === 'unwaive';
  const rule = isOwnWorkToo ? decideOwnership : decideAuthority;
  const decisions = questions.map(({ role, owners }) => ({
    role,
    decision: rule(person, role, { ...circle, owners }),
  }));
  const denials = decisions.flatMap(({ role, decision }) =>
    decision.kind === 'denied' ? [{ kind: 'denied', reason: decision.reason, role } as const] : [],
  );
  const suffices = command.kind === 'approve-yardstick' ? denials.length < decisions.length : denials.length === 0;
  // That the work is their own says more than that they do not own something else.
  return suffices ? undefined : (denials.find(({ reason }) => reason.kind === 'author') ?? denials[0]);
}

function unknownApplication(application: string, applications: readonly ApplicationConfiguration[]): Refusal {
  const meant = nearest(
    application,
    applications.map(({ name }) => name),
  );
  return { kind: 'unknown-application', application, ...(meant === undefined ? {} : { nearest: meant }) };
}
