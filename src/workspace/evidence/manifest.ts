import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { replaceFile } from './atomic-file.ts';
import { EVIDENCE_FILES, isPlainName, MANIFEST_FILE, VERDICT_FILE } from './evidence-files.ts';
import { prettyJson } from './pretty-json.ts';
import { checked, readText } from './read-json.ts';
import { isThere, readPieces } from './regular-file.ts';

const MANIFEST = z.object({
  schema: z.literal('changeover/manifest@1'),
  files: z.record(
    z.string(),
    z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hexadecimal') }),
  ),
});

/** `manifest.json`: every other file of the evidence with its size and digest. */
export type Manifest = z.output<typeof MANIFEST>;
type FileDigest = Manifest['files'][string];

/** Writes the manifest of the named files, which must be there. To be called last: it vouches for the rest. */
export async function writeManifest(dir: string, names: readonly string[]): Promise<Manifest> {
  const entries: [string, FileDigest][] = [];
  for (const name of [...names].sort()) entries.push([name, await digestFile(join(dir, name))]);
  const manifest: Manifest = { schema: 'changeover/manifest@1', files: Object.fromEntries(entries) };
  await replaceFile(join(dir, MANIFEST_FILE), prettyJson(manifest));
  return manifest;
}

/**
 * Compares a directory of evidence with its manifest: a file that is missing, of another size or content, or that evidence
 * knows and the manifest does not list. Nothing vouches for the manifest itself, so it must be as this program writes it, to
 * the letter. Foreign files are no problem. Never throws for what evidence says.
 */
export async function checkManifest(dir: string): Promise<readonly Problem[]> {
  let text: string;
  let manifest: Manifest;
  try {
    const path = join(dir, MANIFEST_FILE);
    text = await readText(path);
    manifest = checked(text, MANIFEST, { file: path });
  } catch (error) {
    return problemsOf(error);
  }
  const { files } = manifest;
  const problems: Problem[] = [];
  for (const [name, digest] of Object.entries(files)) {
    problems.push(...(await checkFile(dir, name, digest).catch(problemsOf)));
  }
  for (const name of EVIDENCE_FILES) {
    if (name !== MANIFEST_FILE && !Object.hasOwn(files, name)) problems.push(...(await checkUnlisted(dir, name)));
  }
  if (text !== prettyJson(manifest)) problems.push(disagreement(dir, MANIFEST_FILE, 'is not as it was written'));
  return problems;
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ChangeoverError) return error.problems;
  throw error;
}

async function checkFile(dir: string, name: string, expected: FileDigest): Promise<readonly Problem[]> {
  if (!isPlainName(name) || name === MANIFEST_FILE) {
    return [disagreement(dir, MANIFEST_FILE, `lists ${JSON.stringify(name)}, which is no name of a file beside it`)];
  }
  const actual = await digestFile(join(dir, name));
  if (actual.bytes !== expected.bytes) {
    return [disagreement(dir, name, `has ${actual.bytes} bytes, and the manifest says ${expected.bytes}`)];
  }
  if (actual.sha256 === expected.sha256) return [];
  return [disagreement(dir, name, `has the SHA-256 ${actual.sha256}, and the manifest says ${expected.sha256}`)];
}

async function checkUnlisted(dir: string, name: string): Promise<readonly Problem[]> {
  if (name !== VERDICT_FILE && !(await isThere(join(dir, name)))) return [];
  return [disagreement(dir, MANIFEST_FILE, `does not list ${name}`)];
}

function disagreement(dir: string, name: string, what: string): Problem {
  return {
    code: 'evidence',
    message: `${name} ${what}`,
    place: { file: join(dir, name) },
    hint: 'The evidence was changed after it was written, or is not complete. Take it from its run again.',
  };
}

/** Streamed: observations may be larger than memory. */
async function digestFile(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of readPieces(path)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
