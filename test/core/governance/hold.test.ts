import { describe, expect, it } from 'vitest';
import type { ProposedChange, WiringChange } from '../../../src/core/contracts/change.ts';
import type { Owners } from '../../../src/core/contracts/people.ts';
import { type HoldQuestion, holdOf } from '../../../src/core/governance/hold.ts';

function base(policy: Owners, applications: Readonly<Record<string, Owners>> = { triage: [], sorting: [] }) {
  const listed = Object.entries(applications).map(([name, owners]) => ({ name, owners }));
  return { policy: { owners: policy }, applications: listed } as unknown as HoldQuestion['base'];
}

const BOUND: ProposedChange = { kind: 'configuration', subject: 'applications.triage.acceptance.accuracy.max-drop' };
const WIRED: WiringChange = { application: 'triage', key: 'model', kind: 'changed' };
const change = { kind: 'bound', application: 'triage', direction: 'looser' } as never;

describe('holdOf', () => {
  it('is nothing where nothing of the kind changes', () => {
    expect(holdOf({ base: base(['@lena']), changes: { proposed: [], wiring: [] } })).toBeUndefined();
  });

  it('has no scope where nobody owns what changes', () => {
    const hold = holdOf({ base: base([]), changes: { proposed: [BOUND], wiring: [WIRED] } });
    expect(hold).toEqual({ parts: ['yardstick', 'wiring'], scopes: [] });
  });

  it('asks the owners of the application beside those of the policy', () => {
    const proposal = { changes: [change], roles: ['model'] } as const;
    const question = {
      base: base(['@lena'], { triage: ['@tom'] }),
      changes: { proposed: [BOUND], wiring: [] },
      proposal,
    };
    expect(holdOf(question)?.scopes).toEqual([
      { application: 'triage', roles: ['model'], owners: [['@lena'], ['@tom']] },
    ]);
  });

  it('asks every application’s owners about what reaches all, where the policy names none', () => {
    const proposal = {
      changes: [{ kind: 'policy', key: 'mode', direction: 'looser' } as const],
      roles: ['model', 'cost'] as const,
    };
    const question = {
      base: base([], { triage: ['@tom'], sorting: ['@ute'], free: [] }),
      changes: { proposed: [BOUND], wiring: [] },
    };
    expect(holdOf({ ...question, proposal })?.scopes).toEqual([
      { application: 'triage', roles: ['model', 'cost'], owners: [['@tom']] },
      { application: 'sorting', roles: ['model', 'cost'], owners: [['@ute']] },
    ]);
  });

  it('lets the roles that are held decide for those that nobody is named for', () => {
    const roles = (owners: Owners, needed: readonly ('model' | 'safety' | 'cost')[]) =>
      holdOf({
        base: base(owners),
        changes: { proposed: [BOUND], wiring: [] },
        proposal: { changes: [change], roles: needed },
      })?.scopes[0]?.roles;
    expect(roles({ safety: ['@tom'] }, ['model', 'safety'])).toEqual(['safety']);
    expect(roles({ safety: ['@tom'], cost: ['@ute'] }, ['model'])).toEqual(['safety', 'cost']);
    expect(roles(['@lena'], ['cost'])).toEqual(['cost']);
  });

  it('asks the applications’ owners for the roles that the policy leaves to nobody', () => {
    const question = (roles: readonly ('model' | 'safety' | 'cost')[]) => ({
      base: base({ cost: ['@ute'] }, { triage: ['@tom'], sorting: { safety: ['@sue'] }, free: [] }),
      changes: { proposed: [BOUND], wiring: [] },
      proposal: { changes: [{ kind: 'policy', key: 'mode', direction: 'looser' } as const], roles },
    });
    expect(holdOf(question(['model', 'safety', 'cost']))?.scopes).toEqual([
      { roles: ['cost'], owners: [{ cost: ['@ute'] }] },
      { application: 'triage', roles: ['model', 'safety'], owners: [{ cost: ['@ute'] }, ['@tom']] },
      { application: 'sorting', roles: ['safety'], owners: [{ cost: ['@ute'] }, { safety: ['@sue'] }] },
    ]);
    expect(holdOf(question(['model']))?.scopes).toEqual([
      { application: 'triage', roles: ['model'], owners: [{ cost: ['@ute'] }, ['@tom']] },
    ]);
  });

  it('asks somebody about a file that measures even where nothing in it seems to differ', () => {
    const proposal = { changes: [], roles: [] };
    const hold = holdOf({ base: base(['@lena']), changes: { proposed: [BOUND], wiring: [] }, proposal });
    expect(hold?.scopes).toEqual([{ roles: ['model'], owners: [['@lena']] }]);
  });

  it('needs all roles for an application that goes, and for a file of waivers', () => {
    const gone: WiringChange = { application: 'triage', key: 'application', kind: 'removed' };
    const all = ['model', 'safety', 'cost'];
    expect(holdOf({ base: base(['@lena']), changes: { proposed: [], wiring: [gone] } })?.scopes[0]?.roles).toEqual(all);
    const waivers: ProposedChange = { kind: 'waivers', subject: '.github/changeover-waivers.yml', target: 'changed' };
    const hold = holdOf({ base: base(['@lena']), changes: { proposed: [waivers], wiring: [] } });
    expect(hold?.scopes).toEqual([{ roles: all, owners: [['@lena']] }]);
  });
});
