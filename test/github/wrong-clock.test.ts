import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { githubClient } from '../../src/github/client.ts';

const DAY = 86_400_000;
const SECONDARY = { message: 'You have exceeded a secondary rate limit.' };

let server: http.Server;
/** Method of every request, in order. */
let asked: string[];
/** How the next requests are refused; the others are answered. */
let refusals: { readonly status: number; readonly headers?: http.OutgoingHttpHeaders; readonly body?: object }[];

beforeEach(async () => {
  asked = [];
  refusals = [];
  server = http.createServer((request, response) => {
    request.resume();
    asked.push(request.method ?? '');
    const { status = 200, headers = {}, body = {} } = refusals.shift() ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Only the date: timers go on as they do on a machine whose clock is set.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T12:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

function open() {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const notices: string[] = [];
  const notice = (sentence: string) => notices.push(sentence);
  const { rest } = githubClient({
    token: 't',
    apiUrl,
    owner: 'acme',
    repo: 'shop',
    clock: systemClock,
    waitUnitMs: 1,
    notice,
  });
  const write = (body: string) =>
    rest.issues.createComment({ owner: 'acme', repo: 'shop', issue_number: 1, body, request: { retries: 0 } });
  const read = () => rest.repos.get({ owner: 'acme', repo: 'shop' });
  return { write, read, notices };
}

describe.each([
  ['back', -DAY],
  ['ahead', DAY],
])('a clock that is set a day %s', (_, leap) => {
  const set = () => vi.setSystemTime(Date.now() + leap);

  it('between requests holds none of them up', async () => {
    const { write, read } = open();
    await write('before');
    await read();
    set();
    await write('after');
    await read();
    set();
    await Promise.all([write('again'), write('and again'), read()]);
    expect(asked.toSorted()).toEqual(['GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'POST']);
  });

  it('while a failure is waited out does not prolong the wait', async () => {
    const { read } = open();
    refusals = [{ status: 502 }, { status: 502 }];
    const answer = read();
    while (asked.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    set();
    expect((await answer).status).toBe(200);
    expect(asked).toHaveLength(3);
  });

  it('does not change how long a rate limit lasts', async () => {
    const { write, notices } = open();
    set();
    const headers = {
      date: 'Mon, 23 Nov 2026 12:00:00 GMT',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-11-23T12:00:20Z') / 1000),
    };
    refusals = [
      { status: 403, headers, body: { message: 'API rate limit exceeded.' } },
      { status: 403, headers: { 'retry-after': '30' }, body: SECONDARY },
    ];
    expect((await write('limited')).status).toBe(200);
    expect(notices).toEqual(["GitHub's rate limit: waiting 21 s.", "GitHub's rate limit: waiting 30 s."]);
  });
});
