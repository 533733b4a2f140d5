import { describe, expect, it } from 'vitest';
import { readMembership, readPermission } from '../../src/github/permissions.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a file', { answersDiffer: true });

const PERMISSION = 'repos/get-collaborator-permission-level';
const MEMBERSHIP = 'teams/get-membership-for-user-in-org';
const TEAM = 'teams/get-by-name';
const NOT_ACCESSIBLE = { message: 'Resource not accessible by integration' };

describe('readPermission', () => {
  it('asks GitHub, and takes the account as GitHub has it', async () => {
    expect(await readPermission(at.client(), 'octocat')).toEqual({
      login: 'octocat',
      type: 'User',
      permission: 'admin',
    });
  });

  it.each([
    ['admin', 'admin', 'admin'],
    ['maintain', 'write', 'maintain'],
    ['write', 'write', 'write'],
    ['triage', 'read', 'triage'],
    ['read', 'read', 'read'],
    ['none', 'none', 'none'],
    ['release-captain', 'write', 'write'],
    ['admin', 'read', 'read'],
    ['maintain', 'read', 'read'],
    ['write', 'everything', 'unknown'],
    ['constructor', 'constructor', 'unknown'],
    ['', '', 'unknown'],
  ])('takes the role %j with the permission %j for %s', async (role_name, permission, expected) => {
    const body = { role_name, permission, user: { login: 'Lena', type: 'User' } };
    at.github.faults.add({ operation: PERMISSION, answer: 200, body });
    expect(await readPermission(at.client(), 'lena')).toEqual({
      login: 'Lena',
      type: 'User',
      permission: expected,
    });
  });

  it('knows a bot, and takes an answer about somebody else for one about nobody', async () => {
    const answer = { role_name: 'admin', permission: 'admin' };
    at.github.faults.add({
      operation: PERMISSION,
      answer: 200,
      body: { ...answer, user: { login: 'lena', type: 'Bot' } },
    });
    expect(await readPermission(at.client(), 'lena', 'User')).toMatchObject({ type: 'Bot' });
    at.github.faults.add({
      operation: PERMISSION,
      answer: 200,
      body: { ...answer, user: { login: 'root', type: 'User' } },
    });
    expect(await readPermission(at.client(), 'lena', 'User')).toMatchObject({
      login: 'lena',
      type: 'unknown',
    });
    at.github.faults.add({ operation: PERMISSION, answer: 200, body: { ...answer, user: null } });
    expect(await readPermission(at.client(), 'lena')).toMatchObject({ login: 'lena', type: 'unknown' });
  });

  it.each([
    [
      404,
      { message: 'lena is not a user' },
      'github',
      /refused to read what lena may do in .*: 404 lena is not a user/,
    ],
    [403, NOT_ACCESSIBLE, 'permission', /may not read what lena may do in .*: it lacks the permission/],
    [401, { message: 'Bad credentials' }, 'permission', /does not accept the token/],
    [200, { role_name: 'admin' }, 'github', /answer about the permission of lena is not what its API promises/],
    [429, { message: 'You have exceeded a secondary rate limit' }, 'github', /rate limit is used up/],
  ])('knows nothing after an answer of %s, and says why', async (status, body, code, message) => {
    const headers = { 'retry-after': '3600' };
    at.github.faults.add({
      operation: PERMISSION,
      answer: status,
      body,
      ...(status === 429 ? { headers, times: 9 } : {}),
    });
    expect(await readPermission(at.client(), 'lena', 'User')).toEqual({
      login: 'lena',
      type: 'User',
      permission: 'unknown',
      problem: expect.objectContaining({ code, message: expect.stringMatching(message) }),
    });
  });

  it('asks about a login with strange characters as about any other', async () => {
    const client = at.client();
    const { permission } = await readPermission(client, '../../octocat');
    expect(permission).toBe('unknown');
    expect(at.github.requests.at(-1)?.path).toContain('..%2F..%2Foctocat');
  });

  it('stops when the run is stopped', async () => {
    const stop = new AbortController();
    const client = at.client({ signal: stop.signal });
    at.github.faults.add({ operation: PERMISSION, answer: 502, delayMs: 30_000 });
    const read = readPermission(client, 'lena');
    setTimeout(() => stop.abort(), 50);
    await expect(read).rejects.toMatchObject({ problems: [{ code: 'cancelled' }] });
  });
});

describe('readMembership', () => {
  it.each([
    ['active', 'member'],
    ['pending', 'not-member'],
  ])('takes a membership that is %s for %s', async (state, kind) => {
    at.github.faults.add({ operation: MEMBERSHIP, answer: 200, body: { url: 'x', role: 'member', state } });
    expect(await readMembership(at.client(), '@acme/leads', 'tom')).toEqual({
      team: '@acme/leads',
      login: 'tom',
      membership: { kind },
    });
    expect(at.github.requests.at(-1)?.path).toBe('/orgs/acme/teams/leads/memberships/tom');
  });

  it('says that somebody is not in a team only when the team can be seen', async () => {
    at.github.faults.add({ operation: MEMBERSHIP, answer: 404, body: { message: 'Not Found' } });
    at.github.faults.add({ operation: TEAM, answer: 200, body: { slug: 'leads' } });
    const { membership } = await readMembership(at.client(), '@acme/leads', 'mallory');
    expect(membership).toEqual({ kind: 'not-member' });
  });

  it.each([
    ['is not to be found either', { operation: TEAM, answer: 404, body: { message: 'Not Found' } }],
    ['is not for this token', { operation: TEAM, answer: 403, body: NOT_ACCESSIBLE }],
  ])('names the permission when the team %s', async (_, team) => {
    for (const answer of [404, 403]) {
      at.github.faults.add({ operation: MEMBERSHIP, answer, body: NOT_ACCESSIBLE });
      at.github.faults.add(team);
      const { membership } = await readMembership(at.client(), '@acme/leads', 'tom');
      expect(membership).toEqual({ kind: 'unreadable', permission: 'organisation Members: read' });
    }
  });

  it.each([
    [401, { message: 'Bad credentials' }, 'does not accept the token (asked to read whether tom is in @acme/leads)'],
    [200, { state: 'maybe' }, 'answer about the members of @acme/leads is not what its API promises (at state)'],
    [500, { message: 'oops' }, 'refused to read whether tom is in @acme/leads: 500 oops'],
  ])('throws after an answer of %s', async (answer, body, message) => {
    at.github.faults.add({ operation: MEMBERSHIP, answer, body, times: 9 });
    await expect(readMembership(at.client(), '@acme/leads', 'tom')).rejects.toThrow(message);
  });

  it('does not take a rate limit for a team that cannot be read', async () => {
    const body = { message: 'You have exceeded a secondary rate limit.' };
    at.github.faults.add({ operation: MEMBERSHIP, answer: 403, body, headers: { 'retry-after': '3600' }, times: 9 });
    const read = readMembership(at.client(), '@acme/leads', 'tom');
    await expect(read).rejects.toThrow("GitHub's rate limit is used up");
  });
});
