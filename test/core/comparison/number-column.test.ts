import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberColumn } from '../../../src/core/comparison/number-column.ts';

function columnOf(values: readonly (number | undefined)[]): NumberColumn {
  const column = new NumberColumn();
  for (const value of values) column.push(value);
  return column;
}

const number = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(0, -0, 1, 254, 255, 256, 65_534, 65_535, 65_536, -1, 0.1, Number.MAX_SAFE_INTEGER, Infinity),
  fc.nat(300),
  fc.double({ noNaN: true }),
);

describe('NumberColumn', () => {
  it('gives back what was written, whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60 }), (values) => {
        const column = columnOf(values);
        expect(column.length).toBe(values.length);
        for (const [index, value] of values.entries()) expect(Object.is(column.at(index), value)).toBe(true);
      }),
    );
  });

  it('widens only the part that needs it, over many parts', () => {
    const values = Array.from({ length: 20_000 }, (_, index) =>
      index === 9_000 ? 0.5 : index % 7 === 0 ? undefined : 1,
    );
    const column = columnOf(values);
    expect(Array.from(values, (_, index) => column.at(index))).toEqual(values);
  });

  it('has nothing outside', () => {
    const column = columnOf([1]);
    expect([column.at(-1), column.at(1), column.at(4_096), new NumberColumn().at(0)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('refuses NaN, which reads like nothing', () => {
    expect(() => columnOf([Number.NaN])).toThrow('a column holds no NaN');
  });
});
