import { describe, expect, it } from 'vitest';
import { orderOf, type RunPlace } from '../../src/github/run-order.ts';
import type { ListedStatus } from '../../src/github/status.ts';

const BOT = 'github-actions[bot]';
const RUNS = 'https://github.com/octocat/shop/actions/runs';
const page = (run: number, pull = 7) => `${RUNS}/${run}?pr=${pull}`;
const SECOND = Date.parse('2026-11-22T10:00:00Z');

/** A status of a run, written so many seconds after ten o'clock; its ID is that second, too. */
function status(run: number | string, at: number, more: Partial<ListedStatus> = {}): ListedStatus {
  return {
    id: at,
    context: 'changeover',
    state: 'pending',
    description: '',
    createdAt: new Date(SECOND + at * 1000).toISOString(),
    targetUrl: typeof run === 'string' ? run : page(run),
    creator: BOT,
    ...more,
  };
}

/** How run 1 stands, with these statuses, the oldest first. */
const order = (statuses: readonly ListedStatus[], place: Partial<RunPlace> = {}) =>
  orderOf(statuses.toReversed(), { page: page(1), ...place }, BOT);

describe('the order of runs', () => {
  it('is that of their first statuses: an older run that still reports overtakes nobody', () => {
    const statuses = [status(2, 1), status(1, 2), status(2, 3, { state: 'failure' })];
    expect(order(statuses, { announced: 2 }).kind).toBe('newest');
    expect(orderOf(statuses.toReversed(), { page: page(2), announced: 1 }, BOT)).toMatchObject({
      kind: 'overtaken',
      by: { id: 2 },
      own: { id: 3 },
    });
  });

  it('puts a later attempt at an old run before a newer run that began earlier', () => {
    const again = `${RUNS}/1/attempts/2?pr=7`;
    const statuses = [status(1, 1, { state: 'error' }), status(2, 2, { state: 'failure' }), status(again, 3)];
    expect(order(statuses, { page: again, announced: 3 }).kind).toBe('newest');
    expect(order(statuses, { announced: 1 })).toMatchObject({ kind: 'overtaken', by: { id: 3 } });
  });

  it('names the newest of several runs that came later, by its newest status', () => {
    const statuses = [status(1, 1), status(2, 2), status(3, 3), status(3, 4, { state: 'success' }), status(2, 5)];
    expect(order(statuses, { announced: 1 })).toMatchObject({ kind: 'overtaken', by: { id: 4, state: 'success' } });
  });

  it('counts a run by its own statuses where nobody remembers how it announced itself', () => {
    expect(order([status(1, 2), status(2, 3)])).toMatchObject({ kind: 'overtaken', by: { id: 3 } });
    expect(order([status(2, 1), status(1, 2)])).toMatchObject({ kind: 'newest', own: { id: 2 } });
  });

  it("goes by GitHub's clock, to the second, for a run that has written nothing yet", () => {
    const statuses = [status(2, 5, { createdAt: new Date(SECOND + 5_400).toISOString() })];
    expect(order(statuses, { begunAt: SECOND + 4_000 }).kind).toBe('overtaken');
    expect(order(statuses, { begunAt: SECOND + 5_000 }).kind).toBe('newest');
    expect(order(statuses).kind).toBe('newest');
  });

  it('does not take a mark behind the address for another run', () => {
    const marked = `${page(1)}#outage-2`;
    expect(order([status(1, 1), status(marked, 2, { state: 'error' })], { announced: 1 })).toMatchObject({
      kind: 'newest',
      own: { id: 2 },
    });
  });

  it.each([
    ['another account', { creator: 'mallory' }],
    ['nobody any more', { creator: undefined }],
    ['an address elsewhere', { targetUrl: 'https://ci.example.com/7' }],
    ['an address of another repository', { targetUrl: 'https://github.com/octocat/shop-2/actions/runs/9' }],
    ['an address that only begins like a run', { targetUrl: `${RUNS}/9evil` }],
    ['no address', { targetUrl: undefined }],
  ])('is disputed by a later status of %s', (_, more) => {
    const { creator, targetUrl, ...rest } = { ...status(9, 2), ...more };
    const foreign = { ...rest, ...(creator && { creator }), ...(targetUrl && { targetUrl }) };
    expect(order([status(1, 1), foreign], { announced: 1 })).toMatchObject({ kind: 'disputed', newest: { id: 2 } });
    // What stood there before is nobody's objection, and what this run wrote over is gone.
    expect(order([foreign, status(1, 3)], { announced: 3 }).kind).toBe('newest');
    expect(order([status(1, 1), foreign, status(1, 3)], { announced: 1 }).kind).toBe('newest');
  });
});
