import type { Review } from '../../../src/core/contracts/governance.ts';
import type { Person, TeamMembership } from '../../../src/core/contracts/people.ts';
import type { Circle } from '../../../src/core/governance/authority.ts';

/** Someone with write access, unless said otherwise. */
export function person(login: string, rest: Partial<Person> = {}): Person {
  return { login, type: 'User', permission: 'write', ...rest };
}

/** A pull request of `devi`, with `lena` and `@acme/leads` as owners of everything. */
export function circle(rest: Partial<Circle> = {}): Circle {
  return { owners: [['@lena', '@acme/leads']], teams: [], author: 'devi', committers: ['devi'], ...rest };
}

/** Answers about `@acme/leads`. */
export function leads(members: Readonly<Record<string, TeamMembership['kind']>>): Circle['teams'] {
  return Object.entries(members).map(([login, kind]) => ({
    team: '@acme/leads',
    login,
    membership: kind === 'unreadable' ? { kind, permission: 'organisation Members: read' } : { kind },
  }));
}

export const HEAD = 'a'.repeat(40);

/** An approval of the head by a person, unless said otherwise. `minute` orders reviews. */
export function review(login: string, minute: number, rest: Partial<Review> = {}): Review {
  const submittedAt = `2026-11-02T10:${String(minute).padStart(2, '0')}:00Z`;
  return { user: { login, type: 'User' }, state: 'APPROVED', commitId: HEAD, submittedAt, ...rest };
}
