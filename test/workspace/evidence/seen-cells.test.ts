import { describe, expect, test } from 'vitest';
import { SeenCells } from '../../../src/workspace/evidence/seen-cells.ts';

describe('SeenCells', () => {
  test('tells the line of every cell that was noted before, of many', () => {
    const seen = new SeenCells();
    const names = Array.from({ length: 20_000 }, (_, index) => `cell ${index}`);
    expect(names.flatMap((name, index) => seen.note(name, index + 1) ?? [])).toEqual([]);
    expect(names.map((name) => seen.note(name, 99_999))).toEqual(names.map((_, index) => index + 1));
  });
});
