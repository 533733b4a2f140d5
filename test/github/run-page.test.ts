import { describe, expect, it } from 'vitest';
import {
  endOfPage,
  markPage,
  outagesOfPage,
  pageOfRun,
  pullRequestOfPage,
  roomForSeen,
  samePage,
  seenOfPage,
  verdictOfPage,
} from '../../src/github/run-page.ts';

const PAGE = pageOfRun('https://github.com/acme/shop/actions/runs/42', 7) ?? '';
const END = Date.parse('2026-12-31T23:59:59.999Z');
const COMPARISON = '5f1d0c6a'.repeat(8);
const SEEN = '0a1b2c3d:5f1d0c6a5f1d,0a1b2c3d:-1e-7,99999999';

describe('the address of a run', () => {
  it('names the pull request, and leads to the same page whatever it says of a status', () => {
    const marked = markPage(PAGE, { end: END, seen: SEEN });
    expect(pullRequestOfPage(marked)).toBe(7);
    expect(samePage(marked, PAGE)).toBe(true);
    expect(markPage(marked, {})).toBe(PAGE);
    expect(() => new URL(marked)).not.toThrow();
  });

  it.each([
    [{}, 0, undefined, undefined],
    [{ outages: 3 }, 3, undefined, undefined],
    [{ end: END }, 0, END, undefined],
    [{ seen: SEEN }, 0, undefined, SEEN],
    [{ seen: '' }, 0, undefined, undefined],
    [{ end: END, seen: SEEN }, 0, END, SEEN],
    [{ outages: 12, seen: SEEN }, 12, undefined, SEEN],
  ] as const)('says what it was given: %j', (marks, outages, end, seen) => {
    const page = markPage(PAGE, marks);
    expect([outagesOfPage(page), endOfPage(page), seenOfPage(page)]).toEqual([outages, end, seen]);
  });

  it.each(['#outage-', '#outage-1x', '#until-yesterday', '#until-2026-99-99T00:00:00.000Z', '?outage-3', '#xoutage-3'])(
    'says nothing by %s',
    (rest) => {
      expect([outagesOfPage(`${PAGE}${rest}`), endOfPage(`${PAGE}${rest}`)]).toEqual([0, undefined]);
    },
  );

  it('tells what came of a comparison, and of no other', () => {
    const page = markPage(PAGE, { end: END, attempt: { comparison: COMPARISON, verdict: 'inconclusive' }, seen: SEEN });
    expect(verdictOfPage(page, COMPARISON)).toBe('inconclusive');
    expect(verdictOfPage(page, COMPARISON.replace('5', '6'))).toBeUndefined();
    expect([endOfPage(page), seenOfPage(page)]).toEqual([END, SEEN]);
    expect(samePage(page, PAGE)).toBe(true);
  });

  it.each([undefined, PAGE, '#tried-5f1d0c6a', '#tried-5f1d0c6a-', '#tried-5f1d0c6a-great', '?tried-5f1d0c6a-pass'])(
    'tells of no attempt by %s',
    (address) => expect(verdictOfPage(address, COMPARISON)).toBeUndefined(),
  );

  it('stays short', () => {
    const attempt = { comparison: COMPARISON, verdict: 'fail' } as const;
    for (const marks of [{}, { end: END }, { outages: 3 }, { end: END, attempt }]) {
      const seen = 'a'.repeat(roomForSeen(PAGE, marks));
      expect(markPage(PAGE, { ...marks, seen })).toHaveLength(255);
    }
  });
});
