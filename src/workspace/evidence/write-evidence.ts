import { join } from 'node:path';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Redact } from '../../core/redaction/secrets.ts';
import { removeFile, replaceFile } from './atomic-file.ts';
import { prepareDirectory } from './directory.ts';
import {
  COMMENT_FILE,
  EVIDENCE_FILES,
  type Evidence,
  GOVERNANCE_FILE,
  isPlainName,
  MANIFEST_FILE,
  OBSERVATIONS_FILE,
  PROPOSED_YARDSTICK_FILE,
  VERDICT_FILE,
  YARDSTICK_FILE,
} from './evidence-files.ts';
import { refuseForeignFiles } from './foreign-files.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { prettyJson, prettyPieces } from './pretty-json.ts';

export interface WriteOptions {
  /** See `prepareDirectory`. */
  readonly root?: string;
  /** Applied to every text before it is written; absent: nothing is redacted. */
  readonly redact?: Redact;
}

/**
 * Writes what a run leaves beside its observations: verdict, yardstick, comment and further documents, each whole or not at
 * all, and the manifest last, so that evidence with a manifest is complete. An older run's files that this one does not
 * have are removed. The same data gives the same bytes.
 * Throws a ChangeoverError that names the path when the disk refuses, and a RangeError for a number that JSON cannot hold.
 */
export async function writeEvidence(
  dir: string,
  evidence: Evidence,
  { root, redact = asItIs }: WriteOptions = {},
): Promise<Manifest> {
  // All texts before the first write: a number that cannot be written must not leave half of the evidence. Only the
  // yardstick, whose numbers were read from JSON, comes in pieces.
  const texts = textsOf(evidence);
  await prepareDirectory(dir, root);
  await refuseForeignFiles(dir);
  const kept = evidence.observed ? [OBSERVATIONS_FILE] : [];
  await removeFile(join(dir, MANIFEST_FILE));
  const old = EVIDENCE_FILES.filter((name) => !texts.has(name) && !kept.includes(name));
  await settled([
    ...old.map((name) => removeFile(join(dir, name))),
    // Each waits for the disk to have it: together they wait once.
    ...[...texts].map(([name, text]) => replaceFile(join(dir, name), redacted(text, redact))),
  ]);
  return writeManifest(dir, [...texts.keys(), ...kept]);
}

/** Piece by piece: no piece ends within a text of the data. */
function redacted(text: string | Iterable<string>, redact: Redact): string | Iterable<string> {
  return typeof text === 'string' ? redact(text) : redactedPieces(text, redact);
}

function* redactedPieces(pieces: Iterable<string>, redact: Redact): Generator<string> {
  for (const piece of pieces) yield redact(piece);
}

function asItIs(text: string): string {
  return text;
}

/** Waits for all of them, so that nothing is still being written when the first problem is thrown. */
async function settled(writes: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(writes);
  await Promise.all(writes);
}

function textsOf({
  verdict,
  yardstick,
  proposedYardstick,
  governance,
  comment,
  documents = {},
}: Evidence): ReadonlyMap<string, string | Iterable<string>> {
  const texts = new Map<string, string | Iterable<string>>([
    [VERDICT_FILE, prettyJson(verdict)],
    [COMMENT_FILE, comment],
  ]);
  if (yardstick !== undefined) texts.set(YARDSTICK_FILE, prettyPieces(yardstick));
  if (governance !== undefined) texts.set(GOVERNANCE_FILE, prettyJson(governance));
  if (proposedYardstick !== undefined) texts.set(PROPOSED_YARDSTICK_FILE, prettyPieces(proposedYardstick));
  for (const [name, text] of Object.entries(documents)) {
    if (!isPlainName(name) || texts.has(name) || name === MANIFEST_FILE || name === OBSERVATIONS_FILE) {
      throw new ChangeoverError({ code: 'internal', message: `${JSON.stringify(name)} is no name for a document` });
    }
    texts.set(name, text);
  }
  return texts;
}
