import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import type { Surroundings } from '../../src/commands/steps/surroundings.ts';
import type { Observation } from '../../src/core/contracts/cell.ts';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { renderComment } from '../../src/report/comment.ts';
import { makeRepository } from '../support/git.ts';
import { type HandClock, handClock } from '../support/hand-clock.ts';
import type { Script } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const CASES = 12;

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Checks a change of the model under these criteria, one call at a time; replies come from `scriptWith` the check's clock. */
async function checked(acceptance: string, scriptWith: (clock: HandClock) => Script) {
  const clock = handClock();
  server = await startModelServer(scriptWith(clock));
  const repository = makeRepository();
  const cases = Array.from({ length: CASES }, (_, index) => ({ id: `c-${index}`, input: `${index}`, expected: 'yes' }));
  repository.commit({
    '.github/changeover.yml': `version: 1
providers: { openai: { base-url: ${server.openaiUrl}, concurrency: 1 } }
applications:
  answer:
    model: { file: app.env, env: MODEL }
    suite: cases.jsonl
    acceptance: { ${acceptance} }
`,
    'app.env': 'MODEL=openai:model-a\n',
    'cases.jsonl': cases.map((one) => JSON.stringify(one)).join('\n'),
  });
  repository.write({ 'app.env': 'MODEL=openai:model-b\n' });
  const { root } = repository;
  const surroundings: Surroundings = {
    environment: { PATH: process.env['PATH'], HOME: root },
    secrets: createSecrets(),
    clock,
    random: () => 0,
    signal: new AbortController().signal,
    voice: { say() {}, warn() {}, progress() {}, group: (_, work) => work() },
  };
  const evidenceDir = join(root, 'changeover-evidence');
  const { report, verdict } = await check(
    { folder: root, config: '.github/changeover.yml', evidenceDir },
    surroundings,
  );
  const journal = readFileSync(join(evidenceDir, 'observations.jsonl'), 'utf8').trimEnd().split('\n');
  return {
    migration: verdict.migrations[0],
    comment: renderComment(report),
    observations: journal.map((line) => JSON.parse(line) as Observation),
  };
}

/** The target takes several times as long to begin. */
const slowToBegin =
  (clock: HandClock): Script =>
  ({ model }) => {
    clock.advance(model === 'model-b' ? 120 : 20);
    return { text: 'yes' };
  };

test('a criterion on the time to the first token streams the replies of both sides, and fails a target slow to begin', async () => {
  const { migration, comment, observations } = await checked('ttft-p50: { max-ratio: 1.5 }', slowToBegin);
  expect(server?.calls.map(({ asks }) => asks)).toEqual(Array.from({ length: 2 * CASES }, () => 'stream'));
  for (const { ttftMs = Number.NaN, latencyMs = Number.NaN } of observations)
    expect(ttftMs).toBeLessThanOrEqual(latencyMs);
  const finding = migration?.findings.find(({ metric }) => metric === 'ttft-p50');
  expect(finding).toMatchObject({ n: CASES, source: 20, target: 120, status: 'fail' });
  expect(comment).toContain('ttft-p50');
});

test('without such a criterion nothing is streamed and no such time is shown', async () => {
  const { migration, observations } = await checked('latency-p50: { max-ratio: 50 }', () => () => ({ text: 'yes' }));
  expect(new Set(server?.calls.map(({ asks }) => asks))).toEqual(new Set(['reply']));
  expect(observations.some((observation) => 'ttftMs' in observation)).toBe(false);
  expect(migration?.comparisons.map(({ metric }) => metric).filter((metric) => metric.startsWith('ttft'))).toEqual([]);
});

test('an endpoint that does not stream leaves the criterion undecided, and never passes it', async () => {
  const body = { choices: [{ finish_reason: 'stop', message: { content: 'yes' } }] };
  const { migration } = await checked('ttft-p50: { max-ratio: 50 }', () => () => ({
    bytes: JSON.stringify(body),
  }));
  expect(migration?.findings.map(({ status }) => status)).not.toContain('pass');
  expect(['invalid', 'inconclusive']).toContain(migration?.verdict);
});
