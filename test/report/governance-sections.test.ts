import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HoldApproval } from '../../src/core/contracts/governance.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import type { VoidReason, Waiver } from '../../src/core/contracts/waiver.ts';
import { renderComment } from '../../src/report/comment.ts';
import { statusDescription } from '../../src/report/reason.ts';
import { hostileText } from './hostile.ts';
import { htmlOf, skeleton } from './rendered.ts';
import { migration, verdict } from './scenarios.ts';

const WAIVER: Waiver = {
  application: 'triage',
  subject: { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', atWorst: -0.07 },
  reason: 'the labels are wrong',
  owner: 'lena',
  given: '2026-11-02T00:00:00Z',
  expires: '2026-12-31',
  evidence: 'e'.repeat(64),
  origin: { kind: 'file', place: { file: '.github/changeover-waivers.yml', line: 3 } },
};

function comment(more: Partial<Verdict>, waiverEntry?: string): string {
  const input = { verdict: verdict(more), excerpts: [], links: {}, reproduce: 'changeover check' };
  return renderComment({ ...input, ...(waiverEntry === undefined ? {} : { waiverEntry }) });
}

function waived(...uses: NonNullable<ReturnType<typeof migration>['waivers']>): string {
  return comment({ migrations: [migration({ waivers: uses })] });
}

describe('the waivers of an application', () => {
  it('tell who gave them, until when, why and where', () => {
    expect(waived({ waiver: WAIVER, outcome: { kind: 'in-force' } })).toContain(
      '- `accuracy` `max-drop`, by `@lena` until 2026-12-31: the labels are wrong (`.github/changeover-waivers.yml:3`)',
    );
    const cases: Waiver = { ...WAIVER, subject: { kind: 'critical', caseIds: ['a', 'b'] } };
    expect(waived({ waiver: cases, outcome: { kind: 'in-force' } })).toContain(
      '`critical-cases` (2 cases), by `@lena`',
    );
  });

  it('say nothing of those that nothing needs', () => {
    const text = waived({ waiver: WAIVER, outcome: { kind: 'unused', why: 'not-needed' } });
    expect(text).not.toContain('Waivers');
  });

  it.each<[VoidReason, string]>([
    [{ kind: 'expired' }, 'it expired after 2026-12-31, so what it excused blocks again'],
    [{ kind: 'other-evidence', evidence: 'f' }, 'something that is measured has changed since'],
    [{ kind: 'worse', figure: -0.2, accepted: -0.07 }, 'the figure is −20.0 points, worse than the −7.0 points'],
    [{ kind: 'figure-not-accepted', figure: -0.2 }, 'it accepts no figure, and there is one now: −20.0 points'],
    [{ kind: 'figure-missing', accepted: -0.07 }, 'there is no figure now'],
    [{ kind: 'too-long', days: 400, most: 90 }, 'it lasts 400 days, and the policy allows 90'],
    [{ kind: 'not-yet-given' }, 'still to come'],
    [{ kind: 'invalid' }, 'cannot be excused'],
    [
      { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } },
      'who gave it is no owner (decides about: `model`)',
    ],
    [{ kind: 'denied', role: 'cost', reason: { kind: 'author' } }, 'another owner has to approve this head as well'],
    [
      {
        kind: 'denied',
        role: 'cost',
        reason: { kind: 'team-unreadable', team: '@acme/x', permission: 'Members: read' },
      },
      'who is in `@acme/x` cannot be read, which needs the permission `Members: read`',
    ],
    [
      { kind: 'denied', role: 'cost', reason: { kind: 'permission-too-low', has: 'read', needs: 'write' } },
      'has the permission `read`, and needs `write`',
    ],
  ])('say why one is void: %j', (reason, words) => {
    const text = waived({ waiver: WAIVER, outcome: { kind: 'void', reason } });
    expect(text).toContain('- Not in force: `accuracy` `max-drop`, by `@lena` until 2026-12-31: ');
    expect(text).toContain(words);
  });

  it('cannot be made to say anything else by their words', () => {
    const plain = skeleton(htmlOf(waived({ waiver: WAIVER, outcome: { kind: 'in-force' } })));
    fc.assert(
      fc.property(hostileText, (reason) => {
        const text = waived({ waiver: { ...WAIVER, reason: `x${reason}` }, outcome: { kind: 'in-force' } });
        expect(skeleton(htmlOf(text))).toEqual(plain);
      }),
      { numRuns: 100 },
    );
  });

  it('come with an entry to copy where somebody could give one', () => {
    expect(comment({}, 'version: 1\n')).toContain('```text\nversion: 1\n');
    expect(comment({})).not.toContain('Accept what blocks');
  });
});

const WAITING: HoldApproval = { approved: false, by: [], missing: ['safety'], objections: [], unreadable: [] };
const HOLD: NonNullable<Verdict['hold']> = {
  parts: ['yardstick', 'wiring'],
  scopes: [
    { application: 'triage', roles: ['model', 'safety'], owners: [{ safety: ['@acme/trust'], model: ['@lena'] }] },
  ],
};

describe('what is held', () => {
  it('says what, who is missing, and how they approve', () => {
    const text = comment({ hold: HOLD, approval: WAITING });
    expect(text).toContain('**Held**: a change of what measures and where the layers live counts for nothing');
    expect(text).toContain('- **safety** for `triage`: `@acme/trust`');
    expect(text).not.toContain('**model**');
    expect(text).toContain('`/changeover approve-yardstick`');
  });

  it('names objections, and the permission that a token lacks', () => {
    const unreadable = [{ team: '@acme/trust', permission: 'organisation Members: read' }];
    const text = comment({ hold: HOLD, approval: { ...WAITING, objections: ['tom'], unreadable } });
    expect(text).toContain('Changes are asked for by `@tom`');
    expect(text).toContain('needs the permission `organisation Members: read`');
  });

  it('says who approved, and that nobody owns it', () => {
    const by = [{ role: 'safety', login: 'sara', as: '@acme/trust' }] as const;
    const approved: HoldApproval = { ...WAITING, approved: true, by, missing: [] };
    expect(comment({ hold: HOLD, approval: approved })).toContain('by `@sara` (safety).');
    expect(comment({ hold: { ...HOLD, scopes: [] } })).toContain('**Owned by nobody**');
  });
});

describe('the status', () => {
  it('says by whom and until when something is waived', () => {
    const reason = { kind: 'waived', application: 'triage', by: ['lena'], until: '2026-12-31' } as const;
    expect(statusDescription(verdict({ verdict: 'waived', reason }))).toBe('Waived by @lena until 2026-12-31: triage');
    expect(statusDescription(verdict({ verdict: 'waived', reason, mode: 'observe' }))).toBe(
      'Observed, not enforced: would be waived by @lena until 2026-12-31: triage',
    );
    const many = { ...reason, by: Array.from({ length: 50 }, (_, index) => `${'x'.repeat(90)}${index}`) };
    expect(statusDescription(verdict({ verdict: 'waived', reason: many })).length).toBeLessThanOrEqual(140);
  });

  it('says what waits for whom', () => {
    const reason = { kind: 'held', parts: ['yardstick'], missing: ['model', 'cost'], objections: [] } as const;
    expect(statusDescription(verdict({ verdict: 'inconclusive', reason }))).toBe(
      "Not decided: the change of what measures waits for an owner's approval (model, cost)",
    );
  });
});
