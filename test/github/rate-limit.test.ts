import { describe, expect, it } from 'vitest';
import { isRateLimit, rateLimitSeconds } from '../../src/github/rate-limit.ts';

const USED_UP = { 'x-ratelimit-remaining': '0' };
const DATE = 'Mon, 23 Nov 2026 12:00:00 GMT';
const at = (time: string) => String(Date.parse(time) / 1000);

describe('a rate limit', () => {
  it.each([
    [429, {}, 'Too many requests'],
    [403, USED_UP, 'API rate limit exceeded for installation ID 1.'],
    [403, { 'retry-after': '60' }, 'You have triggered an abuse detection mechanism.'],
    [403, {}, 'You have exceeded a secondary rate limit.'],
  ])('is known by its answer: %i %o %s', (status, headers, message) => {
    expect(isRateLimit({ status, headers, message })).toBe(true);
  });

  it.each([
    [403, { 'x-ratelimit-remaining': '12' }, 'Resource not accessible by integration'],
    [404, USED_UP, 'Not Found'],
    [503, { 'retry-after': '60' }, 'Unavailable'],
    [0, {}, 'rate limit'],
  ])('is no other refusal: %i %o %s', (status, headers, message) => {
    expect(isRateLimit({ status, headers, message })).toBe(false);
  });
});

describe('the seconds until it is over', () => {
  it('are those that GitHub asks for, and at least one', () => {
    const reset = { ...USED_UP, date: DATE, 'x-ratelimit-reset': at('2026-11-23T12:10:00Z') };
    expect(rateLimitSeconds({ headers: { ...reset, 'retry-after': '30' } })).toBe(30);
    expect(rateLimitSeconds({ headers: { 'retry-after': '0' } })).toBe(1);
  });

  it.each([
    ['2026-11-23T12:00:20Z', 21],
    ['2026-11-23T12:00:00Z', 1],
    ['2026-11-23T11:59:00Z', 1],
    ['2026-11-23T13:00:00Z', 3_601],
  ])('are counted from the date of the answer to the reset at %s', (reset, seconds) => {
    // Long ago or far ahead by whatever clock this test runs on.
    for (const years of ['1999', '2026', '2091']) {
      const date = new Date(DATE.replace('2026', years)).toUTCString();
      const headers = { ...USED_UP, date, 'x-ratelimit-reset': at(reset.replace('2026', years)) };
      expect(rateLimitSeconds({ headers })).toBe(seconds);
    }
  });

  it.each([
    ['nothing is said', {}],
    ['there is no date to count from', { ...USED_UP, 'x-ratelimit-reset': at('2026-11-23T12:00:05Z') }],
    ['the date is none', { ...USED_UP, date: 'soon', 'x-ratelimit-reset': at('2026-11-23T12:00:05Z') }],
    ['the reset is none', { ...USED_UP, date: DATE, 'x-ratelimit-reset': 'never' }],
    ['the wait is no number', { 'retry-after': '-5' }],
    ['the wait is no finite number', { 'retry-after': 'Infinity' }],
    [
      'the hour is not what is used up',
      { 'x-ratelimit-remaining': '9', date: DATE, 'x-ratelimit-reset': at('2026-11-23T12:00:05Z') },
    ],
  ])('are a minute where %s', (_, headers) => {
    expect(rateLimitSeconds({ headers })).toBe(60);
  });
});
