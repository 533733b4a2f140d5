import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';
import { MOMENTS } from '../matrix/moments.ts';
import type { Impossible, Scenario } from './attack.ts';
import { DANGERS, type Danger } from './dangers.ts';

/** A scenario that was run. */
export interface Row extends Scenario {
  readonly name: string;
  /** Whether its test passed. */
  readonly passed: boolean;
}

/** Every scenario with what was expected and what came, by danger; those of the matrix stand in the matrix. */
export function tableOf(rows: readonly Row[]): string {
  const sorted = rows.filter(({ place }) => place === undefined).toSorted((a, b) => order(a) - order(b));
  return markdownTable(
    [
      ['threat or fault', 'scenario', 'expected', 'got', ''],
      ...sorted.map((row) => [
        row.dangers.join(' '),
        row.name.replace(/^[TF\d ]+: /, ''),
        row.expected.join(' or '),
        row.got ?? 'broke off',
        row.passed ? '' : '← wrong',
      ]),
    ],
    { stringLength: stringWidth },
  );
}

/** Each fault at each moment: how the run ended; empty where no run could be. */
export function matrixOf(rows: readonly Row[]): string {
  const placed = rows.flatMap((row) => (row.place === undefined ? [] : [{ ...row, place: row.place }]));
  const columns = MOMENTS.filter((moment) => placed.some(({ place }) => place.column === moment));
  const faults = [...new Set(placed.map(({ place }) => place.row))];
  const cellOf = (fault: string, column: string) => {
    const row = placed.find(({ place }) => place.row === fault && place.column === column);
    if (row === undefined) return '';
    return row.passed ? (row.got ?? '') : `${row.got ?? 'broke off'} ← wrong`;
  };
  const lines = faults.map((fault) => [fault, ...columns.map((column) => cellOf(fault, column))]);
  return markdownTable([['one thing goes wrong', ...columns], ...lines], { stringLength: stringWidth });
}

/** The pairs that were left out, once for each reason. */
export function impossibleOf(pairs: readonly Impossible[]): string {
  const reasons = [...new Set(pairs.map(({ why }) => why))];
  const lines = reasons.map((why) => {
    const named = pairs.filter((pair) => pair.why === why).map(({ pair }) => pair);
    return `- ${why}: ${named.join('; ')}`;
  });
  return lines.join('\n');
}

/** Scenarios that turned green and must not. */
export function unexpectedGreens(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ expected, got }) => got === 'success' && !expected.includes('success'));
}

/** Dangers that no scenario is about. */
export function uncovered(rows: readonly Row[]): readonly Danger[] {
  const named = new Set(rows.flatMap(({ dangers }) => dangers));
  return (Object.keys(DANGERS) as Danger[]).filter((danger) => !named.has(danger));
}

function order({ dangers: [first = 'T1'] }: Row): number {
  return (first.startsWith('F') ? 100 : 0) + Number(first.slice(1));
}
