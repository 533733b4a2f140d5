import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import type { Surroundings } from '../../src/commands/steps/surroundings.ts';
import type { Clock } from '../../src/core/contracts/ports.ts';
import { describeProblem, type Problem } from '../../src/core/contracts/problem.ts';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { renderComment } from '../../src/report/comment.ts';
import { makeRepository, type TestRepository } from '../support/git.ts';
import { handClock } from '../support/hand-clock.ts';
import type { Script } from '../support/model-servers/script.ts';
import { startModelServer } from '../support/model-servers/server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A repository whose work tree names another model than its last commit. */
function changedModel(providers: string): TestRepository {
  const repository = makeRepository();
  const cases = Array.from({ length: 20 }, (_, index) => ({ id: `c-${index}`, input: `${index}`, expected: 'yes' }));
  repository.commit({
    '.github/changeover.yml': `version: 1
${providers}
applications:
  answer:
    model: { file: app.env, env: MODEL }
    suite: cases.jsonl
`,
    'app.env': 'MODEL=openai:model-a\n',
    'cases.jsonl': cases.map((one) => JSON.stringify({ ...one, critical: one.id === 'c-0' })).join('\n'),
  });
  repository.write({ 'app.env': 'MODEL=openai:model-b\n' });
  return repository;
}

async function checked({ root }: TestRepository, clock: Clock = systemClock) {
  const warnings: Problem[] = [];
  const surroundings: Surroundings = {
    environment: { PATH: process.env['PATH'], HOME: root },
    secrets: createSecrets(),
    clock,
    random: () => 0,
    signal: new AbortController().signal,
    voice: { say() {}, warn: (problem) => void warnings.push(problem), progress() {}, group: (_, work) => work() },
  };
  const request = { folder: root, config: '.github/changeover.yml', evidenceDir: join(root, 'changeover-evidence') };
  const result = await check(request, surroundings);
  return { ...result, comment: renderComment(result.report), warnings: warnings.map(describeProblem) };
}

async function serving(script: Script): Promise<string> {
  const server = await startModelServer(script);
  closing.push(() => server.close());
  return `providers: { openai: { base-url: ${server.openaiUrl} } }`;
}

test('a missing key is the one thing that is told: nothing was measured, so no figure is shown', async () => {
  const { verdict, exitCode, comment } = await checked(changedModel(''));
  expect([verdict.verdict, exitCode]).toEqual(['invalid', 3]);
  expect(comment).toContain('OPENAI_API_KEY');
  expect(comment.match(/to mend first/g)).toHaveLength(1);
  expect(comment).toContain('model-b');
  expect(comment).not.toContain('Source against target');
  expect(comment).not.toContain('cost not known');
  expect(comment).not.toContain('critical case');
});

test('the first failure of each side is told in the endpoint’s own words', async () => {
  const providers = await serving(() => ({ status: 400, code: 'unsupported', message: 'no such thing here' }));
  const { warnings } = await checked(changedModel(providers));
  expect(warnings.sort()).toEqual([
    expect.stringMatching(/model-a: HTTP 400 .*no such thing here \(application answer, source side, case c-\d+\)$/),
    expect.stringMatching(/model-b: HTTP 400 .*no such thing here \(application answer, target side, case c-\d+\)$/),
  ]);
});

test('a run that an endpoint ends tells once what it answered, not of calls that were never sent', async () => {
  const providers = await serving(() => ({ status: 404, code: 'model_not_found', message: 'no such thing here' }));
  const { exitCode, warnings } = await checked(changedModel(providers));
  expect(exitCode).toBe(3);
  expect(warnings[0]).toMatch(/^openai model model-[ab]: HTTP 404 .*no such thing here/);
  expect(warnings.filter((warning) => warning.startsWith('not sent'))).toEqual([]);
});

test('an endpoint that is down on one side is given up after few calls: said once, and never better', async () => {
  const script: Script = (call) =>
    call.model === 'model-b' ? { status: 503, headers: { 'retry-after': '3600' } } : { text: 'yes' };
  const { verdict, exitCode, warnings, comment } = await checked(changedModel(await serving(script)));
  expect(exitCode).toBe(3);
  expect(verdict.reason).toMatchObject({ kind: 'failed-cells', side: 'target', planned: 20, limit: 0.01 });
  expect(verdict.migrations[0]?.calls.made).toBeLessThan(20);
  expect(warnings.filter((warning) => warning.includes('HTTP 503'))).toHaveLength(2);
  expect(warnings.filter((warning) => warning.startsWith('not sent'))).toEqual([
    expect.stringMatching(
      /^not sent, because the run had ended: 1 of at most 20 calls of the target have failed, more than policy\.max-error-rate \(1 %\) allows; the last one: .*HTTP 503.* \(application answer\)$/,
    ),
  ]);
  expect(comment).toContain('not sent, because too many had failed');
  expect(comment).not.toContain('better');
});

test('a run that may take no longer stops, keeps what it has and says which key bounds it', async () => {
  const clock = handClock();
  const providers = await serving(({ count }) => {
    // Eight calls are in flight at once, so that with the sixteenth the first eight are over.
    if (count === 16) clock.advance(20 * 60_000);
    return count > 8 ? { connection: 'silence' } : { text: 'yes' };
  });
  const { verdict, exitCode } = await checked(changedModel(`${providers}\npolicy: { max-minutes: 20 }`), clock);
  expect(exitCode).toBe(3);
  expect(verdict.reason).toMatchObject({
    kind: 'problem',
    problem: { message: expect.stringContaining('The time of the run (policy.max-minutes) was over') },
  });
  const { source, target } = verdict.migrations[0]?.counts ?? {};
  expect((source?.replied ?? 0) + (target?.replied ?? 0)).toBe(8);
  expect((source?.errors['out-of-time'] ?? 0) + (target?.errors['out-of-time'] ?? 0)).toBe(32);
});

test('in a preview the suite of the work tree is in effect and not proposed; otherwise it is told what changed', async () => {
  const repository = changedModel(await serving(() => ({ text: 'yes' })));
  repository.write({ 'cases.jsonl': JSON.stringify({ id: 'c-0', input: '0', expected: 'yes' }) });
  const { verdict, comment } = await checked(repository);
  expect(verdict.preview).toBe(false);
  expect(comment).toContain('`answer`: 19 cases removed');

  const configuration = readFileSync(join(repository.root, '.github/changeover.yml'), 'utf8');
  repository.write({ 'app.env': 'MODEL=openai:model-a\n' });
  repository.commit({ '.github/changeover.yml': null, 'cases.jsonl': null });
  repository.write({ '.github/changeover.yml': configuration, 'cases.jsonl': '{"input":"0","expected":"yes"}' });
  repository.write({ 'app.env': 'MODEL=openai:model-b\n' });
  const preview = await checked(repository);
  expect(preview.verdict.preview).toBe(true);
  expect(preview.verdict.proposed).toEqual([]);
  expect(preview.comment).not.toContain('not in effect');
});

test('without a configuration on either side it says what to write', async () => {
  const repository = changedModel('');
  repository.commit({ '.github/changeover.yml': null });
  const { exitCode, verdict } = await checked(repository);
  expect(exitCode).toBe(3);
  expect(verdict.problems.map(describeProblem)).toEqual([
    expect.stringMatching(
      /^neither the base nor the target has a configuration at .github\/changeover.yml\n.*`suite`\.$/,
    ),
  ]);
});

test('a second check does not find model IDs in the evidence of the first', async () => {
  const repository = changedModel(await serving(() => ({ text: 'yes' })));
  for (const _ of ['first', 'second']) {
    const { verdict } = await checked(repository);
    expect(verdict.uncovered).toEqual([]);
    expect(verdict.migrations).toMatchObject([{ application: 'answer', lost: [], same: 20 }]);
  }
});
