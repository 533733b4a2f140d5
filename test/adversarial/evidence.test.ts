import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { verify } from '../../src/commands/verify.ts';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';
import { writeManifest } from '../../src/workspace/evidence/manifest.ts';
import { makeRepository, type TestRepository } from '../support/git.ts';
import { BAD_MODEL, BASE, CONFIG_FILE, SURROUNDINGS } from './pull-request.ts';
import { attack, HELD } from './table/attack.ts';

let repository: TestRepository;
let folder: string;
const evidence = () => join(folder, 'evidence');

beforeAll(async () => {
  repository = makeRepository();
  folder = mkdtempSync(join(tmpdir(), 'changeover-forged-'));
  repository.commit(BASE);
  repository.commit({ 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` });
  expect((await checked(evidence())).verdict.verdict).toBe('fail');
  expect((await verify(evidence())).disagreements).toEqual([]);
});

afterAll(() => {
  for (const path of [repository.root, folder]) rmSync(path, { recursive: true, force: true });
});

function checked(evidenceDir: string) {
  const request = { folder: repository.root, base: 'HEAD~1', head: 'HEAD', config: CONFIG_FILE, evidenceDir };
  return check(request, SURROUNDINGS);
}

type Edit = (text: string) => string;
const EVERY_FILE = [
  'verdict.json',
  'yardstick.json',
  'observations.jsonl',
  'comment.md',
  'report-context.json',
  'statement.intoto.json',
];

/** What verification says of evidence that was edited, with a manifest that fits the edit. */
async function disagreementsAfter(name: string, edit: Edit): Promise<readonly string[]> {
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(evidence(), copy, { recursive: true });
  const before = readFileSync(join(copy, name), 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(join(copy, name), after);
  const { files } = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as { files: object };
  await writeManifest(copy, Object.keys(files));
  try {
    return (await verify(copy)).disagreements.map(({ message }) => message);
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

const lineEdit =
  (edit: (line: Record<string, unknown>) => object): Edit =>
  (text) => {
    const [first = '', ...rest] = text.split('\n');
    return [JSON.stringify(edit(JSON.parse(first) as Record<string, unknown>)), ...rest].join('\n');
  };

const EDITS: readonly [string, string, Edit][] = [
  ['a verdict that passes', 'verdict.json', (text) => text.replaceAll('"fail"', '"pass"')],
  ['a verdict that only watches', 'verdict.json', (text) => text.replace('"enforce"', '"observe"')],
  ['a migration less', 'verdict.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), migrations: [] })],
  ['a wider bound', 'yardstick.json', (text) => text.replace('"threshold": 0.05', '"threshold": 1')],
  ['right answers', 'observations.jsonl', (text) => text.replaceAll('"output":"no"', '"output":"yes"')],
  ['one right answer', 'observations.jsonl', (text) => text.replace('"output":"no"', '"output":"yes"')],
  ['an observation twice', 'observations.jsonl', (text) => `${text}${text.split('\n')[0]}\n`],
  ['an observation less', 'observations.jsonl', (text) => text.slice(text.indexOf('\n') + 1)],
  ['a line cut off', 'observations.jsonl', (text) => text.slice(0, -20)],
  ['an observation of nobody', 'observations.jsonl', lineEdit((line) => ({ ...line, caseId: '__proto__' }))],
  [
    'an observation of no application',
    'observations.jsonl',
    lineEdit((line) => ({ ...line, application: 'constructor' })),
  ],
  ['a trial that is no number', 'observations.jsonl', lineEdit((line) => ({ ...line, trial: null }))],
  ['a trial below nothing', 'observations.jsonl', lineEdit((line) => ({ ...line, trial: -1 }))],
  ['a cost without end', 'observations.jsonl', (text) => text.replace('"attempts":1', '"attempts":1,"costUsd":1e999')],
  ['a cost below nothing', 'observations.jsonl', (text) => text.replace('"attempts":1', '"attempts":1,"costUsd":-5')],
  ['a confirmation that nobody asked for', 'observations.jsonl', lineEdit((line) => ({ ...line, purpose: 'confirm' }))],
  [
    'a statement of another commit',
    'statement.intoto.json',
    (text) => text.replace(/"gitCommit": "[0-9a-f]{4}/, '"gitCommit": "0000'),
  ],
  ['a statement that passes', 'statement.intoto.json', (text) => text.replace('"FAILED"', '"PASSED"')],
  [
    'a statement with a test more',
    'statement.intoto.json',
    (text) => text.replace('"passedTests": [', '"passedTests": ["all"'),
  ],
  [
    'a figure that stands twice',
    'verdict.json',
    (text) => text.replace('"verdict": "fail"', '"verdict": "pass",\n  "verdict": "fail"'),
  ],
  ['another attempt', 'verdict.json', (text) => text.replace('"attempt": 1', '"attempt": 2')],
  ['a comment that praises', 'comment.md', (text) => text.replaceAll(/fail/gi, 'pass')],
];

describe('evidence that was edited, with its manifest', () => {
  for (const [what, name, edit] of EDITS) {
    attack('T26', `evidence with ${what} is found out`, HELD, async () => {
      expect(await disagreementsAfter(name, edit)).not.toEqual([]);
      return 'held';
    });
  }

  it.each(EVERY_FILE)('%s as a link to the true one', async (name) => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(evidence(), copy, { recursive: true });
    rmSync(join(copy, name), { force: true });
    symlinkSync(join(evidence(), name), join(copy, name));
    const found = await verify(copy).then(
      ({ disagreements }) => disagreements.length,
      (error: unknown) => (error instanceof ChangeoverError ? error.problems.length : 0),
    );
    expect(found).toBeGreaterThan(0);
  });
});

describe('a folder for evidence that somebody prepared', () => {
  it('with observations of its own is started anew', async () => {
    const prepared = mkdtempSync(join(folder, 'prepared-'));
    const lies = readFileSync(join(evidence(), 'observations.jsonl'), 'utf8').replaceAll(
      '"output":"no"',
      '"output":"yes"',
    );
    writeFileSync(join(prepared, 'observations.jsonl'), lies);
    const { verdict } = await checked(prepared);
    expect(verdict.verdict).toBe('fail');
    expect((await verify(prepared)).disagreements).toEqual([]);
  });

  it('as a link is refused, and so is a link in it', async () => {
    const elsewhere = mkdtempSync(join(folder, 'elsewhere-'));
    const link = join(folder, 'link');
    symlinkSync(elsewhere, link);
    const refused = await checked(link).then(
      ({ verdict }) => verdict.verdict,
      (error: unknown) => (error instanceof ChangeoverError ? 'refused' : 'thrown'),
    );
    expect(['invalid', 'refused']).toContain(refused);
    const victim = join(folder, 'victim.txt');
    writeFileSync(victim, 'mine');
    const prepared = join(folder, 'with-link');
    mkdirSync(prepared);
    symlinkSync(victim, join(prepared, 'observations.jsonl'));
    await checked(prepared).catch(() => undefined);
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });
});
