import { describe, expect, it } from 'vitest';
import type { Command, StandingCommand } from '../../../src/core/contracts/command.ts';
import type { Governance } from '../../../src/core/contracts/governance.ts';
import type { Owners } from '../../../src/core/contracts/people.ts';
import { brokenGlass, decideBreakGlass } from '../../../src/core/governance/break-glass.ts';
import { HEAD, person } from './people.ts';

const AT = '2026-11-22T20:00:00Z';

function glass(more: Partial<Extract<Command, { kind: 'break-glass' }>> = {}): Command {
  return { kind: 'break-glass', because: 'the provider is out', ...more };
}

function by(login: string, command: Command = glass(), createdAt = AT): StandingCommand {
  return { command, author: { login, type: 'User' }, createdAt, url: `https://example.com/${login}/${createdAt}` };
}

function governance(commands: readonly StandingCommand[], rest: Partial<Governance> = {}): Governance {
  return {
    schema: 'changeover/governance@1',
    readAt: '2026-11-22T20:05:00Z',
    pullRequest: { number: 7, headSha: HEAD, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews: [],
    commands,
    people: [person('lena'), person('sara'), person('devi')],
    teams: [],
    waivers: [],
    ...rest,
  };
}

const OWNERS: Owners = ['@lena', '@devi'];

describe('brokenGlass', () => {
  it('holds for a day from an owner’s comment', () => {
    expect(brokenGlass(governance([by('lena')]), OWNERS)).toEqual({
      kind: 'break-glass',
      by: 'lena',
      until: '2026-11-23T20:00:00.000Z',
      because: 'the provider is out',
    });
  });

  it.each([
    ['at its last moment', '2026-11-23T19:59:59Z', true],
    ['no longer than 24 hours', '2026-11-23T20:00:00Z', false],
    ['never when the time of reading cannot be read', 'soon', false],
  ])('holds %s', (_, readAt, holds) => {
    expect(brokenGlass(governance([by('lena')], { readAt }), OWNERS) !== undefined).toBe(holds);
  });

  it('ends with the day that it names where that is sooner', () => {
    const named = by('lena', glass({ until: '2026-11-22' }));
    expect(brokenGlass(governance([named]), OWNERS)?.until).toBe('2026-11-23T00:00:00.000Z');
    const next = by('lena', glass({ until: '2026-11-23' }));
    expect(brokenGlass(governance([next]), OWNERS)?.until).toBe('2026-11-23T20:00:00.000Z');
  });

  it('is the last one of several, and what is refused takes nothing back', () => {
    const commands = [
      by('lena'),
      by('lena', glass({ because: 'still out' }), '2026-11-22T20:01:00Z'),
      by('sara', glass(), '2026-11-22T20:02:00Z'),
    ];
    expect(brokenGlass(governance(commands), OWNERS)).toMatchObject({ by: 'lena', because: 'still out' });
  });

  it('is none of other commands', () => {
    expect(brokenGlass(governance([by('lena', { kind: 'run', full: false })]), OWNERS)).toBeUndefined();
  });
});

describe('decideBreakGlass refuses', () => {
  const refused = (command: StandingCommand, rest: Partial<Governance> = {}, owners: Owners = OWNERS) => {
    const decision = decideBreakGlass(command, governance([command], rest), owners);
    return decision?.kind === 'refused' ? decision.refusal : undefined;
  };

  it('who owns nothing, who owns one role only, and who nobody knows', () => {
    expect(refused(by('sara'))).toMatchObject({ kind: 'denied', reason: { kind: 'not-an-owner' } });
    expect(refused(by('lena'), {}, { model: ['@lena'], safety: ['@sara'], cost: ['@lena'] })).toMatchObject({
      kind: 'denied',
      role: 'safety',
      reason: { kind: 'not-an-owner' },
    });
    expect(refused(by('lena'), { people: [] })).toMatchObject({ reason: { kind: 'permission-unknown' } });
    expect(refused(by('lena'), {}, [])).toMatchObject({ reason: { kind: 'no-owners' } });
  });

  it('an owner on their own work, and one who lost write access', () => {
    expect(refused(by('devi'))).toMatchObject({ reason: { kind: 'author' } });
    const committed = { number: 7, headSha: HEAD, author: { login: 'kim', type: 'User' }, committers: ['lena'] };
    expect(refused(by('lena'), { pullRequest: committed })).toMatchObject({ reason: { kind: 'committer' } });
    const people = [person('lena', { permission: 'triage' })];
    expect(refused(by('lena'), { people })).toMatchObject({ reason: { kind: 'permission-too-low', has: 'triage' } });
  });

  it('a bot, whatever it is called, and anybody where there is no pull request', () => {
    const bot = { ...by('lena'), author: { login: 'lena', type: 'Bot' } };
    expect(refused(bot)).toMatchObject({ reason: { kind: 'not-a-person' } });
    const { pullRequest: _, ...without } = governance([by('lena')]);
    expect(decideBreakGlass(by('lena'), without, OWNERS)).toMatchObject({ kind: 'refused' });
  });

  it('a day that is over, one that lies too far ahead, and a time that is none', () => {
    expect(refused(by('lena', glass({ until: '2026-11-21' })))).toEqual({ kind: 'past' });
    expect(refused(by('lena', glass({ until: '2026-11-24' })))).toEqual({ kind: 'too-far', latest: '2026-11-23' });
    expect(refused(by('lena', glass(), 'yesterday'))).toEqual({ kind: 'past' });
  });

  it('what ended before', () => {
    expect(refused(by('lena'), { readAt: '2026-11-24T08:00:00Z' })).toEqual({
      kind: 'expired',
      until: '2026-11-23T20:00:00.000Z',
    });
  });
});
