import { CELL_PURPOSES, type Reuse } from '../contracts/cell.ts';
import type { Score, ScoredCell, ScoredCells } from '../contracts/score.ts';
import { NumberColumn } from './number-column.ts';
import { Palette } from './palette.ts';

const SIDES = ['source', 'target'] as const;
const OUTCOMES = ['replied', 'rejected', 'failed'] as const;
/** What a cell is or is not, one bit each. */
const TRAITS = ['truncated', 'refused', 'guarded', 'replayed'] as const;
/** What a cell may have measured, a column each. */
const FIGURES = ['latencyMs', 'ttftMs', 'costUsd', 'inputTokens', 'outputTokens'] as const;

/** Scorers whose scores fit into one code. */
const MOST_BITS = 12;

/** The same cell, made from the columns each time it is asked for. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Scored cells in columns: some 40 bytes a cell, however many there are, in the order in which they were added. All of a
 * cell comes back but the reasons of its scores: texts stay in the journal.
 */
export class CellStore implements ScoredCells {
  readonly #applications = new Palette();
  readonly #errorKinds = new Palette();
  readonly #sessions = new Palette();
  readonly #servedModels = new Palette();
  /** Which scorers judged a cell, as JSON of their names. */
  readonly #judges = new Palette();
  readonly #caseIds: string[] = [];
  readonly #numbers = {
    application: new NumberColumn(),
    trial: new NumberColumn(),
    attempts: new NumberColumn(),
    /** Side, purpose and outcome as one number, and the traits as bits of another. */
    kind: new NumberColumn(),
    traits: new NumberColumn(),
    judges: new NumberColumn(),
    errorKind: new NumberColumn(),
    /** 0: the same request as the other side's; from 1: the session. Absent: called for by this run. */
    reuse: new NumberColumn(),
    servedModel: new NumberColumn(),
  };
  readonly #figures = FIGURES.map((name) => ({ name, values: new NumberColumn() }));
  /** By position of the scorer among those that judged the cell. */
  readonly #scores: { readonly values: NumberColumn; readonly unparsed: NumberColumn }[] = [];
  /** Names of the scorers by their number in the palette. */
  readonly #names: (readonly string[])[] = [];
  /** Scores that many cells have, by the same number and then by their bits. */
  readonly #shared: Map<number, ScoredCell['scores']>[] = [];

  get length(): number {
    return this.#caseIds.length;
  }

  /** @throws RangeError when a figure is NaN, which no journal can hold either. */
  add(cell: ScoredCell): void {
    const { application, trial, attempts, kind, traits, judges, errorKind, reuse, servedModel } = this.#numbers;
    application.push(this.#applications.numberOf(cell.application));
    trial.push(cell.trial);
    attempts.push(cell.attempts);
    kind.push(kindOf(cell));
    traits.push(TRAITS.reduce((bits, trait, bit) => bits | (Number(cell[trait]) << bit), 0));
    errorKind.push(cell.errorKind === undefined ? undefined : this.#errorKinds.numberOf(cell.errorKind));
    reuse.push(this.#reuseNumber(cell.reuse));
    servedModel.push(cell.servedModel === undefined ? undefined : this.#servedModels.numberOf(cell.servedModel));
    for (const { name, values } of this.#figures) values.push(cell[name]);
    judges.push(this.#addScores(Object.entries(cell.scores)));
    this.#caseIds.push(cell.caseId);
  }

  at(index: number): ScoredCell | undefined {
    const caseId = this.#caseIds[index];
    if (caseId === undefined) return undefined;
    const { application, trial, attempts, kind, traits, errorKind, reuse, servedModel } = this.#numbers;
    const bits = traits.at(index) ?? 0;
    const error = errorKind.at(index);
    const reused = this.#reuseOf(reuse.at(index));
    const served = servedModel.at(index);
    const cell: Writable<ScoredCell> = {
      application: this.#applications.at(application.at(index) ?? 0),
      caseId,
      trial: trial.at(index) ?? 0,
      attempts: attempts.at(index) ?? 0,
      ...kindAt(kind.at(index) ?? 0),
      scores: this.#scoresAt(index),
      truncated: (bits & 1) > 0,
      refused: (bits & 2) > 0,
      guarded: (bits & 4) > 0,
      replayed: (bits & 8) > 0,
    };
    for (const { name, values } of this.#figures) {
      const value = values.at(index);
      if (value !== undefined) cell[name] = value;
    }
    if (error !== undefined) cell.errorKind = this.#errorKinds.at(error);
    if (reused !== undefined) cell.reuse = reused;
    if (served !== undefined) cell.servedModel = this.#servedModels.at(served);
    return cell;
  }

  *[Symbol.iterator](): Generator<ScoredCell> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index) as ScoredCell;
  }

  #reuseNumber(reuse: Reuse | undefined): number | undefined {
    if (reuse === undefined) return undefined;
    return reuse.kind === 'same-request' ? 0 : 1 + this.#sessions.numberOf(reuse.session);
  }

  #reuseOf(number: number | undefined): Reuse | undefined {
    if (number === undefined) return undefined;
    return number === 0 ? { kind: 'same-request' } : { kind: 'stored', session: this.#sessions.at(number - 1) };
  }

  /** Adds a row of scores to the columns; the number of the scorers' names. */
  #addScores(scores: readonly (readonly [string, Score])[]): number {
    const row = this.#caseIds.length;
    scores.forEach(([, { value, unparsed }], position) => {
      const column = this.#scores[position] ?? this.#addScoreColumns(row);
      column.values.push(value);
      column.unparsed.push(unparsed === undefined ? undefined : Number(unparsed));
    });
    for (const { values, unparsed } of this.#scores.slice(scores.length)) {
      values.push(undefined);
      unparsed.push(undefined);
    }
    const names = scores.map(([name]) => name);
    const number = this.#judges.numberOf(JSON.stringify(names));
    this.#names[number] ??= names;
    this.#shared[number] ??= new Map();
    return number;
  }

  /** Columns for one scorer more than any cell before had. */
  #addScoreColumns(rows: number) {
    const columns = { values: new NumberColumn(), unparsed: new NumberColumn() };
    for (let row = 0; row < rows; row += 1) {
      columns.values.push(undefined);
      columns.unparsed.push(undefined);
    }
    this.#scores.push(columns);
    return columns;
  }

  #scoresAt(index: number): ScoredCell['scores'] {
    const judges = this.#numbers.judges.at(index) ?? 0;
    const names = this.#names[judges] ?? [];
    const code = this.#yesOrNo(index, names.length);
    const known = code === undefined ? undefined : this.#shared[judges]?.get(code);
    if (known !== undefined) return known;
    // `fromEntries` makes own properties of any name: a scorer may be called `__proto__`.
    const scores = Object.fromEntries(names.map((name, position) => [name, this.#scoreAt(index, position)]));
    if (code !== undefined) this.#shared[judges]?.set(code, scores);
    return scores;
  }

  /** A cell's scores as bits when all of them are plainly 0 or 1; most are, and then many cells share them. */
  #yesOrNo(index: number, scorers: number): number | undefined {
    let bits = 0;
    for (let position = 0; position < scorers; position += 1) {
      const { values, unparsed } = this.#scores[position] ?? {};
      const value = values?.at(index);
      if ((value !== 0 && value !== 1) || unparsed?.at(index) !== undefined || Object.is(value, -0)) return undefined;
      bits = 2 * bits + value;
    }
    return scorers <= MOST_BITS ? bits : undefined;
  }

  #scoreAt(index: number, position: number): Score {
    const value = this.#scores[position]?.values.at(index) ?? 0;
    const unparsed = this.#scores[position]?.unparsed.at(index);
    return unparsed === undefined ? { value } : { value, unparsed: unparsed === 1 };
  }
}

function kindOf({ side, purpose, outcome }: ScoredCell): number {
  const kind = OUTCOMES.indexOf(outcome) * CELL_PURPOSES.length + CELL_PURPOSES.indexOf(purpose);
  return kind * SIDES.length + SIDES.indexOf(side);
}

/** Every kind of cell once, by its number: what most cells have in common need not be made anew for each. */
const KINDS = OUTCOMES.flatMap((outcome) =>
  CELL_PURPOSES.flatMap((purpose) => SIDES.map((side) => ({ side, purpose, outcome }))),
);

function kindAt(number: number): Pick<ScoredCell, 'side' | 'purpose' | 'outcome'> {
  const kind = KINDS[number];
  if (kind === undefined) throw new RangeError(`there is no kind ${number} of cells`);
  return kind;
}
