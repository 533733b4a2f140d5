import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { type Patience, patiently } from '../../src/github/patience.ts';
import { virtualClock } from '../engine/virtual-time.ts';

const IDLE = new AbortController().signal;

/** A failure as Octokit throws it. */
function refusal(status: number, headers: Record<string, string> = {}, message = 'no'): Error {
  return Object.assign(new Error(message), { status, response: { headers, data: { message } } });
}

/** What Octokit throws where no answer came. */
const noAnswer = () => Object.assign(new Error('connect ECONNRESET'), { status: 500 });

/** Meets the failures one after the other, then succeeds. */
async function meet(failures: readonly Error[], options: Partial<Patience> = {}) {
  const notices: string[] = [];
  const left = [...failures];
  let tries = 0;
  const clock = virtualClock();
  const outcome = await patiently(
    async () => {
      tries += 1;
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return 'an answer';
    },
    { clock, unitMs: 1000, signal: IDLE, notice: (sentence) => notices.push(sentence), ...options },
  ).catch((error: unknown) => error);
  return { outcome, tries, notices, seconds: clock.monotonic() / 1000 };
}

describe('a request that fails', () => {
  it.each([
    ['without an answer', noAnswer()],
    ['with 500', refusal(500)],
    ['with 502', refusal(502)],
    ['with 408', refusal(408)],
  ])('%s is made three times more, after 1, 4 and 9 units', async (_, failure) => {
    const mended = { outcome: 'an answer', tries: 4, notices: [], seconds: 1 + 4 + 9 };
    expect(await meet([failure, failure, failure])).toEqual(mended);
    expect(await meet([failure, failure, failure, failure])).toEqual({ ...mended, outcome: failure });
  });

  it.each([400, 401, 403, 404, 409, 410, 422, 451])('with %i is not made again', async (status) => {
    const failure = refusal(status);
    expect(await meet([failure])).toMatchObject({ outcome: failure, tries: 1, notices: [] });
  });

  it('and must not be made twice, is not', async () => {
    const failure = noAnswer();
    expect(await meet([failure], { retries: 0 })).toMatchObject({ outcome: failure, tries: 1 });
  });

  it('for a reason of our own is not made again', async () => {
    const failure = new TypeError('terminated');
    expect(await meet([failure])).toMatchObject({ outcome: failure, tries: 1 });
  });
});

describe('a rate limit', () => {
  const limit = (seconds: string) => refusal(429, { 'retry-after': seconds });

  it('is waited out twice, even for a request that must not be made twice, and each time it is said', async () => {
    expect(await meet([limit('30'), limit('2')], { retries: 0 })).toEqual({
      outcome: 'an answer',
      tries: 3,
      notices: ["GitHub's rate limit: waiting 30 s.", "GitHub's rate limit: waiting 2 s."],
      seconds: 32,
    });
    const third = limit('1');
    expect(await meet([limit('1'), limit('1'), third])).toMatchObject({ outcome: third, tries: 3 });
  });

  it('is waited out for 90 seconds and not for more', async () => {
    expect(await meet([limit('90')])).toMatchObject({ outcome: 'an answer', tries: 2, seconds: 90 });
    expect(await meet([limit('91')])).toMatchObject({ tries: 1, notices: [], seconds: 0 });
  });

  it('does not use up the repeats after failures', async () => {
    const failures = [refusal(502), limit('1'), refusal(502), limit('1'), refusal(502)];
    expect(await meet(failures)).toMatchObject({ outcome: 'an answer', tries: 6, seconds: 1 + 1 + 4 + 1 + 9 });
  });
});

describe('a request that is given up', () => {
  it.each([
    ['after a failure', noAnswer()],
    ['for a rate limit', refusal(429, { 'retry-after': '60' })],
  ])('while it waits %s ends at once and is not made again', async (_, failure) => {
    const stop = new AbortController();
    const meeting = meet([failure], { clock: systemClock, signal: stop.signal });
    setImmediate(() => stop.abort());
    expect(await meeting).toMatchObject({ outcome: { name: 'AbortError' }, tries: 1 });
  });

  it('while it is in flight is not made again', async () => {
    const given = Object.assign(new DOMException('This operation was aborted', 'AbortError'), { status: 500 });
    expect(await meet([given])).toMatchObject({ outcome: given, tries: 1 });
  });
});
