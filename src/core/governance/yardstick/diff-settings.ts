import { canonicalJson } from '../../contracts/digest.ts';
import type { Json } from '../../contracts/json.ts';
import { OWNER_ROLES, type OwnerRole, type Owners } from '../../contracts/people.ts';
import type { Policy, Price, ProviderDefinition } from '../../contracts/yardstick.ts';
import type { Direction, YardstickChange } from '../../contracts/yardstick-change.ts';
import { canonicalName } from '../account.ts';

/** Members of a policy that are no key of it, or have a kind of change of their own. */
const NO_POLICY_KEYS: ReadonlySet<string> = new Set(['owners', 'capDefaulted']);

/** What a new value of a policy's key does, for those of which it can be told. */
const POLICY_DIRECTIONS: Readonly<Record<string, (from: Json, to: Json) => Direction>> = {
  mode: (_, to) => (to === 'observe' ? 'looser' : 'stricter'),
  onInconclusive: (_, to) => (to === 'warn' ? 'looser' : 'stricter'),
  onUncovered: (_, to) => (to === 'warn' ? 'looser' : 'stricter'),
  confidence: (from, to) => (Number(to) < Number(from) ? 'looser' : 'stricter'),
  maxErrorRate: (from, to) => (Number(to) > Number(from) ? 'looser' : 'stricter'),
};

/** Keys of the policy that differ, as the configuration spells them. */
export function diffPolicy(base: Policy, proposed: Policy): readonly YardstickChange[] {
  const keys = keysOf(base, proposed).filter((key) => !NO_POLICY_KEYS.has(key));
  return keys.flatMap((key): readonly YardstickChange[] => {
    const from = memberOf(base, key) as Json | undefined;
    const to = memberOf(proposed, key) as Json | undefined;
    if (isSame(from, to)) return [];
    const told = Object.hasOwn(POLICY_DIRECTIONS, key) ? POLICY_DIRECTIONS[key] : undefined;
    const direction = from === undefined || to === undefined ? 'other' : (told?.(from, to) ?? 'other');
    return [{ kind: 'policy', key: kebab(key), ...fromTo(from, to), direction }];
  });
}

/** A price counts on both sides of a ratio, so that neither a higher nor a lower one is harmless. */
export function diffPrices(
  base: Readonly<Record<string, Price>>,
  proposed: Readonly<Record<string, Price>>,
): readonly YardstickChange[] {
  return keysOf(base, proposed).flatMap((model): readonly YardstickChange[] => {
    const from = memberOf(base, model) as Price | undefined;
    const to = memberOf(proposed, model) as Price | undefined;
    return isSame(from, to) ? [] : [{ kind: 'price', model, ...fromTo(from, to), direction: 'other' }];
  });
}

export function diffProviders(
  base: readonly ProviderDefinition[],
  proposed: readonly ProviderDefinition[],
): readonly YardstickChange[] {
  const names = [...new Set([...base, ...proposed].map(({ name }) => name))];
  return names.flatMap((provider): readonly YardstickChange[] => {
    const from = base.find(({ name }) => name === provider);
    const to = proposed.find(({ name }) => name === provider);
    // By itself a provider reaches nothing: an application that comes to use it is a change of wiring.
    if (from === undefined) return [{ kind: 'provider-added', provider, direction: 'neutral' }];
    if (to === undefined) return [{ kind: 'provider-removed', provider, direction: 'other' }];
    return diffProvider(provider, from, to);
  });
}

function diffProvider(provider: string, from: ProviderDefinition, to: ProviderDefinition): readonly YardstickChange[] {
  return keysOf(from, to).flatMap((key): readonly YardstickChange[] => {
    const before = memberOf(from, key) as string | number | boolean | undefined;
    const after = memberOf(to, key) as string | number | boolean | undefined;
    if (isSame(before, after)) return [];
    return [{ kind: 'provider', provider, key: kebab(key), ...fromTo(before, after), direction: 'other' }];
  });
}

/** Owners who came or went, of the list without roles and of each role. `application` absent: the policy's. */
export function diffOwners(base: Owners, proposed: Owners, application?: string): readonly YardstickChange[] {
  return [undefined, ...OWNER_ROLES].flatMap((role): readonly YardstickChange[] => {
    const before = listOf(base, role);
    const after = listOf(proposed, role);
    const added = without(after, before);
    const removed = without(before, after);
    if (added.length + removed.length === 0) return [];
    const whose = { ...(application === undefined ? {} : { application }), ...(role === undefined ? {} : { role }) };
    // Whoever is named first for a role takes it from all others, and the last one gives it back.
    const isShift = role !== undefined && (before.length === 0 || after.length === 0);
    const direction = isShift ? 'other' : added.length > 0 ? 'looser' : 'stricter';
    return [{ kind: 'owners', ...whose, added, removed, direction }];
  });
}

function listOf(owners: Owners, role: OwnerRole | undefined): readonly string[] {
  if (Array.isArray(owners)) return role === undefined ? owners : [];
  return role === undefined ? [] : ((memberOf(owners, role) as readonly string[] | undefined) ?? []);
}

function without(owners: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others.map(canonicalName));
  return owners.filter((owner) => !known.has(canonicalName(owner)));
}

function keysOf(from: object, to: object): readonly string[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])];
}

function memberOf(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

function fromTo<T>(from: T | undefined, to: T | undefined): { readonly from?: T; readonly to?: T } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

/** `maxErrorRate` → `max-error-rate`, as users write it. */
function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
