import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeManifest } from '../../src/workspace/evidence/manifest.ts';
import type { Script } from '../support/model-servers/script.ts';
import { startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { changeover, evidenceFile, verdictIn } from './support/terminal.ts';
import { answering, NEW_MODEL, numbers, ticketOf, tickets, triage } from './support/triage.ts';

const FILES = ['comment.md', 'observations.jsonl', 'report-context.json', 'verdict.json', 'yardstick.json'];

/** `check` of a new model on a suite of so many tickets; `suite`: further keys of it. */
async function upgrade(cases: number, script: Script, suite: Readonly<Record<string, unknown>> = {}) {
  const application = {
    suite: { cases: 'evals/triage.jsonl', ...suite },
    acceptance: { accuracy: { 'max-drop': 0.1 } },
  };
  const options = { cases: tickets(cases, (number) => ({ critical: number === 7 })), application };
  const head = triage({ ...options, model: NEW_MODEL });
  const { folder } = changeOf(triage(options), { 'app/triage.yml': head['app/triage.yml'] ?? '' });
  const server = await startModelServer(script);
  const run = await changeover(folder, ['check', ...BOTH_SIDES], { env: bedrockAt(server) });
  await server.close();
  const [migration] = verdictIn(run.evidence).migrations;
  if (migration === undefined) throw new Error(run.stderr);
  return { ...run, migration, comment: evidenceFile(run.evidence, 'comment.md'), calls: server.calls };
}

/** Wrong on seven of ten tickets. */
const BAD = answering({ [NEW_MODEL]: numbers(1, 240).filter((number) => number % 10 < 7 && number !== 7) });

describe.concurrent('a suite of 240 cases', () => {
  it('is evaluated sequentially: a plain regression fails after a few of the calls', async () => {
    const { code, stderr, stdout, migration, comment, calls, folder, evidence } = await upgrade(240, BAD);
    expect(code, stderr).toBe(1);
    const { cases = 0, of, looks = 0, why, savedCalls } = migration.stopping ?? {};
    expect([of, why]).toEqual([240, 'decided']);
    expect(cases).toBeLessThan(120);
    // While a slow reply is waited for that is needed, others go on: a few, never the rest of the suite.
    expect(calls.length).toBeLessThan(240);
    expect(savedCalls).toBe(480 - calls.length);
    expect(stderr).toContain('Evaluating: at most 480 calls');
    const words = `Decided after ${cases} of 240 cases (${looks} look${looks > 1 ? 's' : ''}): ${savedCalls} calls saved.`;
    expect(comment).toContain(words);
    expect(stdout).toContain(words);
    const verified = await changeover(folder, ['verify', evidence]);
    expect(verified.code, verified.stdout).toBe(0);
  });

  it('passes an equal target for fewer calls than all', async () => {
    const { code, migration, calls } = await upgrade(240, answering());
    expect(code).toBe(0);
    expect(migration.stopping?.why).toBe('decided');
    expect(calls.length).toBeLessThan(300);
  });

  it('calls critical cases before all others', async () => {
    const { calls } = await upgrade(240, answering());
    // Eight calls are in flight at once and may arrive in any order; a connection that opens slowly is passed by a few.
    expect(calls.slice(0, 24).filter((call) => ticketOf(call) === 7)).toHaveLength(2);
  });

  it('with `stop: fixed` is called for as a whole', async () => {
    const { code, migration, calls, stderr, comment } = await upgrade(240, BAD, { stop: 'fixed' });
    expect([code, calls.length]).toEqual([1, 480]);
    expect(migration).not.toHaveProperty('stopping');
    expect(stderr).toContain('Evaluating: 480 calls');
    expect(comment).not.toContain('looks)');
  });

  it('leaves evidence from which nothing can be cut', async () => {
    const { folder, evidence } = await upgrade(240, BAD);
    const path = join(evidence, 'observations.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, Math.floor(lines.length / 2)).join('\n')}\n`);
    await writeManifest(evidence, FILES);
    const verified = await changeover(folder, ['verify', evidence]);
    expect(verified.code).toBe(4);
    expect(verified.stdout + verified.stderr).toContain('verdict.json');
  });
});

describe.concurrent('a suite of 199 cases', () => {
  it('is evaluated as a whole, unless it says otherwise', async () => {
    const [whole, sooner] = await Promise.all([upgrade(199, BAD), upgrade(199, BAD, { stop: 'sequential' })]);
    expect(whole.calls).toHaveLength(398);
    expect(whole.migration).not.toHaveProperty('stopping');
    expect(sooner.calls.length).toBeLessThan(300);
    expect([whole.code, sooner.code]).toEqual([1, 1]);
  });
});
