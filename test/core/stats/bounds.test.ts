import { describe, expect, it } from 'vitest';
import { switchPoint } from '../../../src/core/stats/bisection.ts';
import { exponentiated, widest, within } from '../../../src/core/stats/bounds.ts';
import { pairedT } from '../../../src/core/stats/paired-t.ts';
import { unseenChange } from '../../../src/core/stats/unseen-change.ts';

const narrow = pairedT([0.1, 0.12, 0.11, 0.09, 0.13, 0.1]);
const wide = unseenChange(6, narrow.estimate, 1);

describe('widest', () => {
  it('takes the more careful of two analyses on each side', () => {
    const both = widest(narrow, wide);
    expect(both.lower(0.05)).toBe(wide.lower(0.05));
    expect(both.upper(0.05)).toBe(wide.upper(0.05));
    expect(both.pAbove(0)).toBe(wide.pAbove(0));
    expect(both.pBelow(0.5)).toBe(wide.pBelow(0.5));
    expect(widest(narrow).lower(0.05)).toBe(narrow.lower(0.05));
  });
});

describe('within', () => {
  it('cuts bounds to what can be, and excludes the rest for certain', () => {
    const cut = within(wide, 0, 0.2);
    expect([cut.lower(0.05), cut.upper(0.05)]).toEqual([0, 0.2]);
    expect([cut.pAbove(-0.01), cut.pBelow(0.21)]).toEqual([0, 0]);
    expect(cut.pAbove(0.1)).toBe(wide.pAbove(0.1));
  });
});

describe('exponentiated', () => {
  it('turns bounds of a logarithm into bounds of the figure', () => {
    const ratio = exponentiated(narrow);
    expect(ratio.estimate).toBeCloseTo(Math.exp(narrow.estimate), 14);
    expect(ratio.upper(0.1)).toBeCloseTo(Math.exp(narrow.upper(0.1)), 14);
    expect(ratio.pAbove(1)).toBe(narrow.pAbove(0));
    expect([ratio.pAbove(0), ratio.pBelow(-1)]).toEqual([0, 1]);
  });
});

describe('switchPoint', () => {
  it('finds where a condition ends, to the last bit', () => {
    expect(switchPoint((x) => x * x < 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  });

  it('gives the ends when the condition never or always holds', () => {
    expect(switchPoint(() => false, -1, 1)).toBe(-1);
    expect(switchPoint(() => true, -1, 1)).toBe(1);
  });
});
