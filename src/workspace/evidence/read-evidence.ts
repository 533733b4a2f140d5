import { join } from 'node:path';
import type { Observation } from '../../core/contracts/cell.ts';
import type { Governance } from '../../core/contracts/governance.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import {
  COMMENT_FILE,
  GOVERNANCE_FILE,
  OBSERVATIONS_FILE,
  PROPOSED_YARDSTICK_FILE,
  VERDICT_FILE,
  YARDSTICK_FILE,
} from './evidence-files.ts';
import { checked, readJson, readText } from './read-json.ts';
import { readLines } from './read-lines.ts';
import { readYardstick } from './read-yardstick.ts';
import { isThere } from './regular-file.ts';
import { GOVERNANCE } from './schemas/governance.ts';
import { OBSERVATION } from './schemas/observation.ts';
import { VERDICT } from './schemas/verdict.ts';
import { SeenCells } from './seen-cells.ts';

/** Evidence read back: data of the same types that the run had. */
export interface StoredEvidence {
  readonly verdict: Verdict;
  /** Absent when the run could not read it; then nothing was observed either. */
  readonly yardstick?: Yardstick;
  /** Absent where the verdict was not looked at by another. */
  readonly proposedYardstick?: Yardstick;
  /** Absent where nobody was asked. */
  readonly governance?: Governance;
  readonly comment: string;
  /** One after the other, as they were appended; none when the run made no calls. */
  observations(): AsyncGenerator<Observation>;
}

/**
 * Reads the evidence in a directory, checking every file against its schema. Throws a ChangeoverError that names the file,
 * and for observations the line; `observations` throws while it is read. Digests are `checkManifest`'s matter.
 */
export async function readEvidence(dir: string): Promise<StoredEvidence> {
  const verdict = await readJson<Verdict>(join(dir, VERDICT_FILE), VERDICT);
  const yardstick = await yardstickAt(join(dir, YARDSTICK_FILE));
  const proposedYardstick = await yardstickAt(join(dir, PROPOSED_YARDSTICK_FILE));
  const governance = await governanceAt(join(dir, GOVERNANCE_FILE));
  return {
    verdict,
    ...(yardstick === undefined ? {} : { yardstick }),
    ...(proposedYardstick === undefined ? {} : { proposedYardstick }),
    ...(governance === undefined ? {} : { governance }),
    comment: await readText(join(dir, COMMENT_FILE)),
    observations: () => readObservations(join(dir, OBSERVATIONS_FILE)),
  };
}

async function yardstickAt(path: string): Promise<Yardstick | undefined> {
  return (await isThere(path)) ? readYardstick(path) : undefined;
}

async function governanceAt(path: string): Promise<Governance | undefined> {
  return (await isThere(path)) ? readJson<Governance>(path, GOVERNANCE) : undefined;
}

/**
 * Streams what a journal says of some cases, where it was written by whoever reads it: only that is checked, and of every
 * other line no more is looked at than of which case it is. Throws as `readObservations` does.
 */
export async function* readObservationsOf(path: string, caseIds: ReadonlySet<string>): AsyncGenerator<Observation> {
  if (!(await isThere(path))) return;
  for await (const { text, number } of readLines(path)) {
    if (mayBeOf(text, caseIds)) yield checked<Observation>(text, OBSERVATION, { file: path, line: number });
  }
}

/** What cannot be read is to be checked as well, which says what is wrong with it. */
function mayBeOf(text: string, caseIds: ReadonlySet<string>): boolean {
  try {
    return caseIds.has((JSON.parse(text) as Pick<Observation, 'caseId'>).caseId);
  } catch {
    return true;
  }
}

/** Streams a journal. A cell that stands in it twice is refused: counted twice it would change the verdict. */
export async function* readObservations(path: string): AsyncGenerator<Observation> {
  if (!(await isThere(path))) return;
  const seen = new SeenCells();
  for await (const { text, number } of readLines(path)) {
    const place = { file: path, line: number };
    const observation = checked<Observation>(text, OBSERVATION, place);
    const { application, side, caseId, trial, purpose } = observation;
    // A reused cell stands twice by right when it was called for once more, for its times.
    const cell = JSON.stringify([application, side, caseId, trial, purpose === 'timing']);
    const before = seen.note(cell, number);
    if (before !== undefined) {
      const message = `this cell (${side}, trial ${trial}) stands on line ${before} already`;
      throw new ChangeoverError({ code: 'evidence', message, place, application, caseId });
    }
    yield observation;
  }
}
