import type { HeldPart, HoldScope } from '../../core/contracts/governance.ts';
import { OWNER_ROLES, type OwnerRole } from '../../core/contracts/people.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import { ownersOf } from '../../core/governance/ownership.ts';
import {
  type Block,
  code,
  joined,
  line,
  list,
  paragraph,
  type Section,
  type Spans,
  strong,
  text,
} from '../document.ts';
import { bounded, name } from '../names.ts';

const SCOPES_LISTED = 8;
const OWNERS_LISTED = 6;

/** What waits for owners, who they are and how they approve it; or who did. */
export function heldSection(verdict: Verdict): readonly Section[] {
  const { hold, approval } = verdict;
  if (hold === undefined) return [];
  const blocks =
    approval === undefined ? [paragraph(UNOWNED)] : approval.approved ? approved(verdict) : waiting(verdict);
  return [{ name: 'what is held', blocks, expendable: 5 }];
}

const UNOWNED = line`${strong(text('Owned by nobody'))}: the base's configuration names no owner for what this pull request changes, so nobody has to approve it. ${code('policy.owners')} names who does (see the page on governance).`;

const HELD_WORDS: Readonly<Record<HeldPart, string>> = {
  yardstick: 'what measures',
  wiring: 'where the layers live',
  'first-configuration': 'the first configuration',
};

function whatIsHeld({ hold }: Verdict): string {
  return (hold?.parts ?? []).map((part) => HELD_WORDS[part]).join(' and ');
}

function approved(verdict: Verdict): readonly Block[] {
  const by = verdict.approval?.by ?? [];
  const people = [...new Set(by.map(({ login }) => login))].map((login) => {
    const roles = [...new Set(by.flatMap((one) => (one.login === login ? [one.role] : [])))];
    return line`${name(`@${login}`)} (${text(roles.join(', '))})`;
  });
  return [paragraph(line`${strong(text('Approved'))}: ${text(whatIsHeld(verdict))}, by ${joined(people, ', ')}.`)];
}

function waiting(verdict: Verdict): readonly Block[] {
  const { hold, approval } = verdict;
  const missing = approval?.missing ?? [];
  const scopes = (hold?.scopes ?? []).flatMap((scope) => scopeItems(scope, missing));
  return [
    paragraph(
      line`${strong(text('Held'))}: a change of ${text(whatIsHeld(verdict))} counts for nothing before it is approved${scopes.length === 0 ? text('.') : text(', by one of each of these:')}`,
    ),
    ...(scopes.length === 0 ? [] : [list(bounded(scopes, SCOPES_LISTED))]),
    ...objections(verdict),
    ...unreadable(verdict),
    paragraph(HOW),
  ];
}

const HOW = line`An owner approves with a review of this head, or with ${code('/changeover approve-yardstick')} as a comment of its own: as somebody else than the author of the pull request or of a commit in it. A push takes approvals back.`;

function scopeItems({ application, roles, owners }: HoldScope, missing: readonly OwnerRole[]): readonly Spans[] {
  const about = application === undefined ? [] : line` for ${name(application)}`;
  return OWNER_ROLES.filter((role) => roles.includes(role) && missing.includes(role)).map((role) => {
    const names = bounded(
      ownersOf(role, owners).map((owner) => [name(owner)]),
      OWNERS_LISTED,
    );
    return line`${strong(text(role))}${about}: ${joined(names, ', ')}`;
  });
}

function objections({ approval }: Verdict): readonly Block[] {
  const by = approval?.objections ?? [];
  if (by.length === 0) return [];
  const names = joined(
    by.slice(0, OWNERS_LISTED).map((login) => [name(`@${login}`)]),
    ', ',
  );
  return [paragraph(line`Changes are asked for by ${names}: that outweighs every approval until it is taken back.`)];
}

/** An approval that cannot be checked is none; whoever set the gate up has to hear why. */
function unreadable({ approval }: Verdict): readonly Block[] {
  return (approval?.unreadable ?? [])
    .slice(0, OWNERS_LISTED)
    .map(({ team, permission }) =>
      paragraph(
        line`Who is in ${name(team)} cannot be read: the token needs the permission ${code(permission)}, which ${code('GITHUB_TOKEN')} cannot have.`,
      ),
    );
}
