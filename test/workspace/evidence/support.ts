import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Observation } from '../../../src/core/contracts/cell.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import type { Verdict } from '../../../src/core/contracts/verdict.ts';
import type { Yardstick } from '../../../src/core/contracts/yardstick.ts';
import { checkManifest } from '../../../src/workspace/evidence/manifest.ts';

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'changeover-evidence-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function observationOf(caseId: string, more: Partial<Observation> = {}): Observation {
  return {
    application: 'triage',
    side: 'source',
    caseId,
    trial: 0,
    purpose: 'plan',
    outcome: 'replied',
    output: 'réfund\n"quoted" \u2028',
    stopReason: 'end',
    usage: { inputTokens: 20, outputTokens: 3 },
    latencyMs: 812.5,
    costUsd: 0.0003,
    attempts: 1,
    requestSha256: 'f'.repeat(64),
    ...more,
  };
}

const COUNTS = {
  planned: 1,
  replied: 1,
  rejected: 0,
  failed: 0,
  truncated: 0,
  refused: 0,
  guarded: 0,
  retried: 0,
  replayed: 0,
  errors: {},
};

const PROBLEM = { code: 'price', message: 'no price', place: { file: 'a.yml', line: 3 }, side: 'target' } as const;

const FINDING = {
  metric: 'accuracy',
  criterion: 'max-drop',
  threshold: 0.05,
  slice: 'refunds',
  source: 0.9,
  target: 0.8,
  difference: -0.1,
  interval: [-0.2, 0.01],
  confidence: 0.95,
  intervalLevel: 0.9,
  method: 'tango',
  n: 100,
  wins: 2,
  losses: 12,
  ties: 86,
  enforce: 'block',
  evidence: 'interval',
  status: 'inconclusive',
  cause: { kind: 'needs-more-cases', more: 120 },
} as const;

/** A verdict with something in every part. */
export const VERDICT: Verdict = {
  schema: 'changeover/verdict@1',
  verdict: 'inconclusive',
  reason: { kind: 'finding', application: 'triage', finding: FINDING, others: 0 },
  mode: 'enforce',
  base: 'a'.repeat(40),
  head: 'b'.repeat(40),
  source: 'a'.repeat(40),
  attempt: 1,
  migrations: [
    {
      application: 'triage',
      kind: 'changed',
      verdict: 'inconclusive',
      reason: { kind: 'finding', application: 'triage', finding: FINDING, others: 0 },
      changed: [
        {
          layer: 'model',
          source: { name: 'model', value: 'gpt-4-0314', places: [{ file: 'a.yml', line: 1, column: 8 }] },
          target: { name: 'model', value: 'gpt-4-0613', places: [{ file: 'a.yml', line: 1, column: 8 }] },
        },
      ],
      source: { model: 'gpt-4-0314', provider: 'openai' },
      target: { model: 'gpt-4-0613', provider: 'openai' },
      cases: 1,
      trials: 1,
      calls: { planned: 2, made: 2, cached: 0, failed: 0 },
      costUsd: 0.0006,
      findings: [FINDING],
      comparisons: [
        {
          metric: 'latency-p95',
          higherIsBetter: false,
          n: 100,
          intervalLevel: 0.9,
          method: 'percentile-bootstrap',
          wins: 1,
          losses: 2,
          ties: 3,
          leftOut: 0,
        },
      ],
      lost: ['c-1'],
      won: [],
      same: 0,
      criticalLosses: [{ caseId: 'c-1', confirmation: 'recorded, not repeated' }],
      unparsed: { source: 0, target: 1 },
      counts: { source: COUNTS, target: { ...COUNTS, errors: { throttled: 1 } } },
      reliability: {
        passRate: 0.7,
        basis: 'observed',
        weakest: { metric: 'accuracy', threshold: 0.05, passRate: 0.7 },
      },
      problems: [],
      warnings: [PROBLEM],
    },
  ],
  wiring: [{ application: 'triage', key: 'model', kind: 'changed', source: '{ file: a }', target: '{ file: b }' }],
  proposed: [{ kind: 'suite', subject: 'evals/triage.jsonl' }],
  uncovered: [{ place: { file: 'src/other.ts', line: 4 }, side: 'target', target: 'gpt-4-0613' }],
  moved: [{ application: 'triage', layer: 'prompt', from: { file: 'a.md' }, to: { file: 'b.md' } }],
  problems: [],
  costUsd: 0.0006,
  yardstickSha: 'c'.repeat(40),
  digests: { suite: 'd'.repeat(64), policy: 'e'.repeat(64) },
  onInconclusive: 'fail',
  onUncovered: 'fail',
  preview: false,
};

export const YARDSTICK: Yardstick = {
  schema: 'changeover/yardstick@1',
  commit: 'c'.repeat(40),
  applications: [
    {
      name: 'triage',
      suite: {
        cases: [
          {
            id: 'c-1',
            vars: JSON.parse('{"question": "?", "__proto__": {"own": true}}'),
            expected: null,
            slices: ['refunds'],
            critical: true,
            line: 1,
          },
        ],
        trials: 1,
        scorers: [
          {
            name: 'format',
            type: 'json-schema',
            extract: { kind: 'code-block' },
            normalise: [],
            options: { schema: { type: 'object' } },
            passAt: 1,
          },
        ],
        file: 'evals/triage.jsonl',
      },
      acceptance: {
        all: [
          { metric: 'format', key: 'min', threshold: 0.99, enforce: 'block', evidence: 'point', slices: 'all' },
          {
            metric: 'cost',
            key: 'max-ratio',
            threshold: 1.1,
            enforce: 'report',
            evidence: 'interval',
            slices: ['refunds'],
          },
        ],
        anyOf: [],
      },
      owners: ['@acme/support-ml'],
      standing: 'in-effect',
      recorded: false,
    },
  ],
  providers: [
    { name: 'bedrock', type: 'bedrock', region: 'us-east-1', concurrency: 8, timeoutMs: 120_000 },
    {
      name: 'recorded',
      type: 'recorded',
      concurrency: 1,
      timeoutMs: 1,
      file: 'evals/r.jsonl',
      fileSha256: 'f'.repeat(64),
    },
  ],
  prices: {
    'gpt-4-0613': {
      input: 30,
      output: 60,
      longContext: [{ above: 200_000, input: 60, output: 90 }],
      source: 'bundled',
    },
  },
  policy: {
    mode: 'enforce',
    confidence: 0.95,
    onInconclusive: 'fail',
    onUncovered: 'fail',
    maxCostUsd: 20,
    capDefaulted: true,
    maxErrorRate: 0.01,
    owners: [],
  },
  digests: { suite: 'd'.repeat(64), policy: 'e'.repeat(64) },
  seed: 4_294_967_295,
  preview: false,
};

/** What `checkManifest` says, in the words a user reads, without the folder. */
export async function manifestComplaints(folder: string): Promise<readonly string[]> {
  return (await checkManifest(folder)).map((problem) => describeProblem(problem).replaceAll(`${folder}/`, ''));
}
