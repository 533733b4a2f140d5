import type { ChangeReport, WiringChange } from '../contracts/change.ts';
import type { Configuration } from '../contracts/configuration.ts';
import type { HeldPart, Hold, HoldScope } from '../contracts/governance.ts';
import { OWNER_ROLES, type OwnerRole, type Owners } from '../contracts/people.ts';
import type { YardstickProposal } from '../contracts/yardstick-change.ts';
import { ownersOf } from './ownership.ts';

/** What a pull request changes that owners may have a say in, and who they are: by the base's configuration. */
export interface HoldQuestion {
  readonly base: Pick<Configuration, 'applications' | 'policy'>;
  readonly changes: Pick<ChangeReport, 'proposed' | 'wiring'>;
  /** Absent where nothing of the yardstick changes. */
  readonly proposal?: Pick<YardstickProposal, 'changes' | 'roles'>;
}

/**
 * What has to wait for owners: a change of what measures, and of where the layers live. Of an application its own owners
 * decide beside the policy's; what reaches all of them is the policy's, or of every application's owners where the policy
 * names none. `undefined` where nothing of that kind changes; without scopes where nobody owns it.
 */
export function holdOf(question: HoldQuestion): Hold | undefined {
  const { proposed, wiring } = question.changes;
  const [first, ...others]: HeldPart[] = [
    ...(proposed.length > 0 ? (['yardstick'] as const) : []),
    ...(wiring.length > 0 ? (['wiring'] as const) : []),
  ];
  if (first === undefined) return undefined;
  return { parts: [first, ...others], scopes: joined([...yardstickScopes(question), ...wiringScopes(question)]) };
}

/** A configuration where the base has none: whoever it names as owners has to approve it, as somebody else than its author. */
export function holdOfFirst(configuration: Pick<Configuration, 'applications' | 'policy'>): Hold {
  return { parts: ['first-configuration'], scopes: joined(commonScopes(configuration, OWNER_ROLES)) };
}

function yardstickScopes({ base, changes, proposal }: HoldQuestion): readonly HoldScope[] {
  if (changes.proposed.length === 0) return [];
  // Whoever writes a waiver into a file writes a name into it, too.
  const waivers = changes.proposed.some(({ kind }) => kind === 'waivers') ? commonScopes(base, OWNER_ROLES) : [];
  if (waivers.length > 0 && changes.proposed.length === 1) return waivers;
  // A file that measures and is another one is somebody's to look at, even where nothing in it seems to differ.
  const roles: readonly OwnerRole[] = proposal !== undefined && proposal.roles.length > 0 ? proposal.roles : ['model'];
  const names = (proposal?.changes ?? []).map((change) => ('application' in change ? change.application : undefined));
  return [...waivers, ...(names.length === 0 ? [undefined] : names).flatMap((name) => scopesFor(name, roles, base))];
}

function wiringScopes({ base, changes }: HoldQuestion): readonly HoldScope[] {
  return changes.wiring.flatMap((change) => scopesFor(change.application, rolesOfWiring(change), base));
}

/** Where a layer lives decides what is measured; an application that goes is measured no more, by nobody's criteria. */
function rolesOfWiring({ key, kind }: WiringChange): readonly OwnerRole[] {
  return key === 'application' && kind === 'removed' ? OWNER_ROLES : ['model'];
}

function scopesFor(name: string | undefined, roles: readonly OwnerRole[], base: HoldQuestion['base']) {
  const application = base.applications.find((one) => one.name === name);
  if (application === undefined) return commonScopes(base, roles);
  return scopeOf({ application: application.name }, roles, [base.policy.owners, application.owners]);
}

/** What reaches every application. A role that the policy's list leaves to nobody is that of the applications' owners. */
function commonScopes({ policy, applications }: HoldQuestion['base'], roles: readonly OwnerRole[]) {
  const ofPolicy = rolesHeld([policy.owners]);
  if (ofPolicy.length === 0) {
    return applications.flatMap(({ name, owners }) => scopeOf({ application: name }, roles, [owners]));
  }
  const left = roles.filter((role) => !ofPolicy.includes(role));
  const others = applications.flatMap(({ name, owners }): readonly HoldScope[] => {
    const lists = [policy.owners, owners];
    const held = rolesHeld(lists).filter((role) => left.includes(role));
    return held.length === 0 ? [] : [{ application: name, roles: held, owners: lists }];
  });
  const isAnswered = others.length > 0 && left.length === roles.length;
  return isAnswered ? others : [...scopeOf({}, roles, [policy.owners]), ...others];
}

/**
 * Roles that nobody is named for cannot approve: those that are held decide for them, all of them where none of the needed
 * ones is. So nothing waits for ever, and nothing that has an owner passes without one.
 */
function scopeOf(
  about: Pick<HoldScope, 'application'>,
  needed: readonly OwnerRole[],
  owners: readonly Owners[],
): readonly HoldScope[] {
  const held = rolesHeld(owners);
  const roles = needed.filter((role) => held.includes(role));
  if (held.length === 0) return [];
  return [{ ...about, roles: roles.length > 0 ? roles : held, owners }];
}

function rolesHeld(owners: readonly Owners[]): readonly OwnerRole[] {
  return OWNER_ROLES.filter((role) => ownersOf(role, owners).length > 0);
}

/** One scope an application, with all the roles that it needs. */
function joined(scopes: readonly HoldScope[]): readonly HoldScope[] {
  const found = new Map<string | undefined, HoldScope>();
  for (const scope of scopes) {
    const before = found.get(scope.application)?.roles ?? [];
    const roles = OWNER_ROLES.filter((role) => before.includes(role) || scope.roles.includes(role));
    found.set(scope.application, { ...scope, roles });
  }
  return [...found.values()];
}
