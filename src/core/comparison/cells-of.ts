import type { ScoredCell, ScoredCells } from '../contracts/score.ts';

/** The cells of one application, in their order, as a view of all. */
export function cellsOf(cells: ScoredCells, application: string): ScoredCells {
  return cellsWhere(cells, (cell) => cell.application === application);
}

/** Some of the cells, in their order, as a view of all: four bytes a cell. */
export function cellsWhere(cells: ScoredCells, holds: (cell: ScoredCell) => boolean): ScoredCells {
  const positions = new Uint32Array(cells.length);
  let length = 0;
  let position = 0;
  for (const cell of cells) {
    if (holds(cell)) positions[length++] = position;
    position += 1;
  }
  const own = positions.slice(0, length);
  const at = (index: number): ScoredCell | undefined => {
    const found = own[index];
    return found === undefined ? undefined : cells.at(found);
  };
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (const found of own) {
        const cell = cells.at(found);
        if (cell !== undefined) yield cell;
      }
    },
  };
}
