import published from '../../../fixtures/statistics/published-values.json';
import reference from '../../../fixtures/statistics/reference-values.json';

/** The files of `fixtures/statistics`, with the rows that the tests read as tuples. */
export const PUBLISHED = {
  ...published,
  tango: published.tango as {
    b: number;
    c: number;
    a: number;
    d: number;
    level: number;
    published: [number, number] | null;
    value: [number, number];
    source: string;
  }[],
  wilson: published.wilson as RateRow[],
  clopperPearson: published.clopperPearson as RateRow[],
};

interface RateRow {
  x: number;
  n: number;
  published: [number, number];
  value: [number, number];
}

type Tuple<N extends 2 | 3 | 4> = N extends 2
  ? [number, number]
  : N extends 3
    ? [number, number, number]
    : [number, number, number, number];

export const REFERENCE = {
  ...reference,
  normalCdf: reference.normalCdf as Tuple<2>[],
  normalQuantile: reference.normalQuantile as Tuple<2>[],
  logGamma: reference.logGamma as Tuple<2>[],
  regularisedBeta: reference.regularisedBeta as Tuple<4>[],
  studentTCdf: reference.studentTCdf as Tuple<3>[],
  studentTQuantile: reference.studentTQuantile as Tuple<3>[],
  percentile: reference.percentile as [number[], number, number][],
};

/** Relative error, or absolute where the expected value is 0. */
export function errorOf(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}
