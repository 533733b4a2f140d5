import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/core/contracts/cell.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import type { Script, ServedCall } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, type Change, changeOf } from './support/change.ts';
import {
  changeover,
  emptyFolder,
  evidenceFile,
  type TerminalOptions,
  type TerminalRun,
  verdictIn,
} from './support/terminal.ts';
import { answering, jsonLines, NEW_MODEL, numbers, OLD_MODEL, ticketOf, tickets, triage } from './support/triage.ts';

const APP = 'app/triage.yml';
const CASES = 40;
const BASE = triage({ cases: tickets(CASES) });
const HEAD = { [APP]: String(triage({ model: NEW_MODEL })[APP]) };
const CALLS = 2 * CASES;
/** Calls that a check makes at once: once so many are without an answer, none can arrive that was not there yet. */
const IN_FLIGHT = 8;

/** One user at one terminal: every check has the same home, and so the same kept replies. */
interface User {
  readonly server: ModelServer;
  readonly home: string;
  readonly replies: string;
  reply(script: Script): void;
  check(folder: string, words?: readonly string[], options?: TerminalOptions): Promise<TerminalRun>;
}

const atTerminal = test.extend<{ user: User }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that are needed from this pattern
  user: async ({}, use) => {
    let script = answering({ [NEW_MODEL]: numbers(1, 4) });
    const server = await startModelServer((call) => script(call));
    const home = emptyFolder();
    const environment = { ...bedrockAt(server), HOME: home };
    await use({
      server,
      home,
      replies: join(home, '.cache', 'changeover', 'replies'),
      reply(next) {
        script = next;
      },
      check: (folder, words = [], { env = {}, ...rest } = {}) =>
        changeover(folder, ['check', ...BOTH_SIDES, ...words], { env: { ...environment, ...env }, ...rest }),
    });
    await server.close();
  },
});

/** What a verdict says of the models; times, counts of calls and money of the day are another matter. */
function judged({ verdict, migrations }: Verdict) {
  const timed = /^(latency|ttft)-/;
  return {
    verdict,
    migrations: migrations.map(({ findings, comparisons, lost, won, same }) => ({
      findings: findings.filter(({ metric }) => !timed.test(metric)),
      comparisons: comparisons.filter(({ metric }) => !timed.test(metric)),
      lost,
      won,
      same,
    })),
  };
}

function observationsIn({ evidence }: TerminalRun): readonly Observation[] {
  return evidenceFile(evidence, 'observations.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Observation);
}

async function verifies({ folder, evidence }: TerminalRun): Promise<boolean> {
  return (await changeover(folder, ['verify', evidence])).code === 0;
}

/** Ticket and model of each call, in order of arrival. */
function calledFor(calls: readonly ServedCall[]): readonly string[] {
  return calls.map((call) => `${call.model} ${ticketOf(call)}`);
}

describe.concurrent('a second check', () => {
  atTerminal('of the same change calls nothing, and says the same', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    const first = await user.check(folder);
    const before = verdictIn(first.evidence);
    expect(user.server.calls).toHaveLength(CALLS);

    const second = await user.check(folder);
    const after = verdictIn(second.evidence);
    expect(user.server.calls).toHaveLength(CALLS);
    expect(second.code).toBe(first.code);
    expect(judged(after)).toEqual(judged(before));
    expect(second.stderr).toContain(`${CALLS} of ${CALLS} replies reused from earlier runs`);
    expect(after.migrations[0]?.calls).toEqual({ planned: CALLS, made: 0, cached: CALLS, failed: 0 });
    expect([after.costUsd, after.migrations[0]?.costUsd]).toEqual([0, 0]);
    // Both sides are of one session: their times are compared as before.
    expect(after.migrations[0]?.comparisons).toEqual(before.migrations[0]?.comparisons);
    expect(observationsIn(second)).toHaveLength(CALLS);
    expect(await verifies(second)).toBe(true);
  });

  atTerminal('counts the attempts, and what became of them', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    const first = await user.check(folder);
    const { verdict, attempt, earlier } = verdictIn(first.evidence);
    expect([attempt, earlier]).toEqual([1, undefined]);
    expect(first.stdout).toMatch(/attempt 1\b/);
    expect(first.stdout).not.toContain('attempt 1:');
    await user.check(folder);
    const third = await user.check(folder);
    expect(verdictIn(third.evidence)).toMatchObject({ attempt: 3, earlier: [verdict, verdict] });
    expect(third.stdout.replaceAll(/\s+/g, ' ')).toContain(`attempt 3: ${verdict}, ${verdict}, ${verdict}`);
    expect(third.stdout).toContain(`${CALLS} calls planned, 0 made, ${CALLS} reused, none failed; US$0.00`);
    expect(await verifies(third)).toBe(true);
  });

  atTerminal('with another target pays for the target alone', async ({ user }) => {
    const change = changeOf(BASE, HEAD);
    await user.check(change.folder);
    const calls = user.server.calls.length;
    push(change, { 'prompts/triage.md': 'Sort: {{input}}\n' });
    const second = await user.check(change.folder);
    expect(user.server.calls.slice(calls).every(({ model }) => model === NEW_MODEL)).toBe(true);
    const verdict = verdictIn(second.evidence);
    expect(verdict).toMatchObject({ attempt: 1 });
    expect(verdict.migrations[0]).toMatchObject({
      calls: { planned: CALLS, made: CASES, cached: CASES, failed: 0 },
      untimed: CASES,
    });
    // The first session's source is compared with this one's target in everything but time.
    const latency = verdict.migrations[0]?.comparisons.find(({ metric }) => metric === 'latency-p50');
    expect(latency?.n ?? 0).toBe(0);
    expect(second.stdout).toContain(`Times of ${CASES} reused replies are not compared`);
    expect(await verifies(second)).toBe(true);
  });

  atTerminal('of the way back finds both sides again', async ({ user }) => {
    const change = changeOf(BASE, HEAD);
    await user.check(change.folder);
    change.repository.git('branch', 'back');
    const run = await changeover(change.folder, ['check', '--base', 'change', '--head', 'main'], {
      env: { ...bedrockAt(user.server), HOME: user.home },
    });
    expect(run.code).toBe(0);
    expect(user.server.calls).toHaveLength(CALLS);
    expect(verdictIn(run.evidence).migrations[0]?.won).toHaveLength(4);
  });

  atTerminal('with a longer suite pays for the new cases', async ({ user }) => {
    await user.check(changeOf(BASE, HEAD).folder);
    const longer = triage({ cases: tickets(CASES + 5) });
    const run = await user.check(changeOf(longer, HEAD).folder);
    expect(user.server.calls).toHaveLength(CALLS + 10);
    expect(verdictIn(run.evidence)).toMatchObject({ attempt: 1 });
  });

  atTerminal('keeps each reply where it belongs when two cases have equal content', async ({ user }) => {
    const twins = tickets(CASES, () => ({ input: 'Ticket 1: where is my parcel?' }));
    const run = await user.check(changeOf(triage({ cases: twins }), HEAD).folder);
    expect(user.server.calls).toHaveLength(CALLS);
    expect(observationsIn(run).filter(({ reuse }) => reuse !== undefined)).toEqual([]);
  });

  atTerminal('without the cache reads none and leaves none', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    await user.check(folder, ['--no-cache']);
    expect(existsSync(user.replies)).toBe(false);
    await user.check(folder);
    const kept = readdirSync(user.replies).sort();
    const third = await user.check(folder, ['--no-cache']);
    expect(user.server.calls).toHaveLength(3 * CALLS);
    expect(readdirSync(user.replies).sort()).toEqual(kept);
    expect(verdictIn(third.evidence)).toMatchObject({ attempt: 1 });
  });
});

describe.concurrent('one prompt whose edit reaches some cases only', () => {
  atTerminal('calls once where both sides send the same', async ({ user }) => {
    const cases = tickets(CASES).map(({ input, ...rest }, index) => ({
      ...rest,
      vars: { input, note: index < 30 ? '' : 'urgent' },
    }));
    const files = { 'evals/triage.jsonl': jsonLines(cases) };
    const base = triage({ prompt: '{{input}}{{#note}} {{note}}{{/note}}\n', files });
    const head = { 'prompts/triage.md': '{{input}}{{#note}} ({{note}}){{/note}}\n' };
    const run = await user.check(changeOf(base, head).folder);
    expect(run.code, run.stdout).not.toBe(3);
    expect(user.server.calls).toHaveLength(30 + 2 * 10);
    expect(verdictIn(run.evidence).migrations[0]?.calls).toEqual({ planned: 80, made: 50, cached: 30, failed: 0 });
    const shared = observationsIn(run).filter(({ reuse }) => reuse?.kind === 'same-request');
    expect(shared).toHaveLength(30);
    expect(await verifies(run)).toBe(true);
  });
});

describe.concurrent('a model that is moved under its name', () => {
  atTerminal('is told of beside the replies of its predecessor', async ({ user }) => {
    const providers = { openai: { 'base-url': user.server.openaiUrl, 'api-key-env': 'OPENAI_API_KEY' } };
    const base = triage({ cases: tickets(CASES), model: 'gpt-4o-mini', configuration: { providers } });
    const change = changeOf(base, { 'prompts/triage.md': 'Sort: {{input}}\n' });
    const env = { OPENAI_API_KEY: 'not-a-real-key' };
    user.reply(() => ({ text: 'delivery', servedModel: 'gpt-4o-mini-2026-03-17' }));
    const first = await user.check(change.folder, [], { env });
    expect(verdictIn(first.evidence).migrations[0]).not.toHaveProperty('served');
    expect(first.stdout + first.stderr).not.toContain('models answered');

    user.reply(() => ({ text: 'delivery', servedModel: 'gpt-4o-mini-2026-09-02' }));
    push(change, { 'prompts/triage.md': 'Sort this: {{input}}\n' });
    const second = await user.check(change.folder, [], { env });
    expect(user.server.calls).toHaveLength(CALLS + CASES);
    expect(verdictIn(second.evidence).migrations[0]?.served).toEqual([
      {
        model: 'gpt-4o-mini',
        provider: 'openai',
        count: 2,
        replies: [
          { side: 'source', servedModel: 'gpt-4o-mini-2026-03-17', replies: CASES, kept: CASES },
          { side: 'target', servedModel: 'gpt-4o-mini-2026-09-02', replies: CASES, kept: 0 },
        ],
      },
    ]);
    for (const told of [second.stdout, second.stderr]) {
      expect(told.replaceAll(/\s+/g, ' ')).toMatch(/2 models answered to `?gpt-4o-mini`?: /);
    }
    expect(await verifies(second)).toBe(true);
  });
});

describe.concurrent('a criterion on latency', () => {
  const timed = { accuracy: { 'max-drop': 0.5 }, 'latency-p50': { 'max-ratio': 1000, enforce: 'report' } };

  atTerminal('has the reused side called again for its times', async ({ user }) => {
    const base = triage({ cases: tickets(CASES), application: { acceptance: timed } });
    const change = changeOf(base, HEAD);
    await user.check(change.folder);
    const calls = user.server.calls.length;
    push(change, { 'prompts/triage.md': 'Sort: {{input}}\n' });
    const second = await user.check(change.folder);
    const models = user.server.calls.slice(calls).map(({ model }) => model);
    expect(models.filter((model) => model === NEW_MODEL)).toHaveLength(CASES);
    expect(models.filter((model) => model === OLD_MODEL)).toHaveLength(CASES);
    const [migration] = verdictIn(second.evidence).migrations;
    expect(migration).not.toHaveProperty('untimed');
    expect(migration?.comparisons.find(({ metric }) => metric === 'latency-p50')).toMatchObject({ n: CASES });
    expect(migration?.calls).toMatchObject({ planned: CALLS + CASES, made: 2 * CASES, cached: CASES });
    expect(observationsIn(second).filter(({ purpose }) => purpose === 'timing')).toHaveLength(CASES);
    expect(await verifies(second)).toBe(true);
  });

  atTerminal('that blocks is no reason to draw again: further attempts see the same times', async ({ user }) => {
    const blocking = { ...timed, 'latency-p50': { 'max-ratio': 1.05 } };
    const base = triage({ cases: tickets(CASES), application: { acceptance: blocking } });
    const change = changeOf(base, HEAD);
    await user.check(change.folder);
    push(change, { 'prompts/triage.md': 'Sort: {{input}}\n' });
    const pushed = await user.check(change.folder);
    expect(pushed.stderr).toContain(`and up to ${CASES} more to measure times again; ${CASES} of ${CALLS} calls are`);
    expect(pushed.stderr).toContain(`reused replies cannot tell: ${CASES} calls`);
    const [before] = verdictIn(pushed.evidence).migrations;
    const calls = user.server.calls.length;
    for (const attempt of [2, 3]) {
      const again = await user.check(change.folder);
      expect(user.server.calls).toHaveLength(calls);
      expect(again.code).toBe(pushed.code);
      const verdict = verdictIn(again.evidence);
      expect(verdict).toMatchObject({ attempt, costUsd: 0 });
      const [after] = verdict.migrations;
      expect(after?.findings).toEqual(before?.findings);
      expect(after?.comparisons).toEqual(before?.comparisons);
      expect(after?.comparisons.find(({ metric }) => metric === 'latency-p50')).toMatchObject({ n: CASES });
      expect(after?.calls).toEqual({ planned: CALLS + CASES, made: 0, cached: CALLS + CASES, failed: 0 });
      expect(again.stderr).not.toContain('more to measure times again');
      expect(again.stderr).toContain(`Times that earlier runs measured again: ${CASES} replies`);
      expect(await verifies(again)).toBe(true);
    }
  });

  atTerminal('asks only for what a killed run could not measure, and then for nothing', async ({ user }) => {
    const base = triage({ cases: tickets(CASES), application: { acceptance: timed } });
    const change = changeOf(base, HEAD);
    await user.check(change.folder);
    push(change, { 'prompts/triage.md': 'Sort: {{input}}\n' });
    const before = user.server.calls.length;
    const script = answering({ [NEW_MODEL]: numbers(1, 4) });
    let again = 0;
    user.reply((call) => {
      again += Number(call.model === OLD_MODEL);
      return again > 10 ? { connection: 'silence' } : script(call);
    });
    const killed = await user.check(change.folder, [], {
      whileRunning: async (child) => {
        while (again < 10 + IN_FLIGHT || !(await keptIn(user.replies, CALLS + CASES + 10))) await delay(20);
        child.kill('SIGKILL');
      },
    });
    expect(killed.code).toBeNull();
    const called = user.server.calls.length;
    expect(called - before).toBe(CASES + 10 + IN_FLIGHT);
    user.reply(script);
    // Of the others no side is of the session that goes on, so that both are measured.
    const resumed = await user.check(change.folder);
    expect(user.server.calls).toHaveLength(called + 2 * (CASES - 10));
    expect(verdictIn(resumed.evidence).migrations[0]).not.toHaveProperty('untimed');
    const last = await user.check(change.folder);
    expect(user.server.calls).toHaveLength(called + 2 * (CASES - 10));
    const [then, now] = [resumed, last].map(({ evidence }) => verdictIn(evidence).migrations[0]);
    expect(now?.comparisons).toEqual(then?.comparisons);
    expect(await verifies(last)).toBe(true);
  });

  atTerminal('asks for nothing while both sides are of one session', async ({ user }) => {
    const base = triage({ cases: tickets(CASES), application: { acceptance: timed } });
    const { folder } = changeOf(base, HEAD);
    await user.check(folder);
    await user.check(folder);
    expect(user.server.calls).toHaveLength(CALLS);
  });
});

describe.concurrent('a killed check', () => {
  atTerminal('goes on where it stopped: no reply is paid for twice, and the verdict is the same', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    const whole = await user.check(folder, ['--no-cache', '--evidence-dir', 'whole']);
    const expected = judged(verdictIn(join(folder, 'whole')));
    expect(whole.code).not.toBe(3);
    const before = user.server.calls.length;

    // From some call on none is answered any more: whatever is in flight at the kill was never replied to.
    const script = answering({ [NEW_MODEL]: numbers(1, 4) });
    let answered = 0;
    user.reply((call) => {
      answered += 1;
      return answered <= CASES ? script(call) : { connection: 'silence' };
    });
    const killed = await user.check(folder, [], {
      whileRunning: async (child) => {
        while (user.server.calls.length < before + CASES + IN_FLIGHT || !(await keptIn(user.replies, CASES)))
          await delay(20);
        child.kill('SIGKILL');
      },
    });
    expect(killed.code).toBeNull();
    user.reply(script);
    const resumed = await user.check(folder);
    expect(user.server.calls).toHaveLength(before + CALLS + IN_FLIGHT);
    const called = calledFor(user.server.calls.slice(before + CASES + IN_FLIGHT));
    const settled = calledFor(user.server.calls.slice(before, before + CASES));
    expect(new Set([...called, ...settled]).size).toBe(CALLS);

    const verdict = verdictIn(resumed.evidence);
    expect(judged(verdict)).toEqual(expected);
    expect(verdict).toMatchObject({ attempt: 1 });
    expect(verdict.migrations[0]?.calls).toEqual({ planned: CALLS, made: CASES, cached: CASES, failed: 0 });
    expect(observationsIn(resumed)).toHaveLength(CALLS);
    expect(await verifies(resumed)).toBe(true);
  });

  atTerminal('on recorded replies leaves evidence that is the same to the byte', async ({ user }) => {
    const records = [OLD_MODEL, NEW_MODEL].flatMap((model) =>
      tickets(CASES).map(({ input }) => ({ model, input, output: 'delivery', latencyMs: 5, costUsd: 0.001 })),
    );
    const base = triage({
      cases: tickets(CASES),
      prompt: '{{input}}',
      application: { provider: 'recorded' },
      configuration: { providers: { recorded: { file: 'evals/recorded.jsonl' } } },
      files: { 'evals/recorded.jsonl': jsonLines(records) },
    });
    const { folder } = changeOf(base, HEAD);
    await user.check(folder, ['--no-cache', '--evidence-dir', 'whole']);
    await user.check(folder, [], {
      whileRunning: async (child) => {
        while (evidenceFile(join(folder, 'changeover-evidence'), 'observations.jsonl') === '') await delay(1);
        child.kill('SIGKILL');
      },
    });
    const again = await user.check(folder, ['--evidence-dir', 'again']);
    expect(again.code).toBe(0);
    for (const file of ['verdict.json', 'observations.jsonl', 'yardstick.json', 'comment.md']) {
      expect([file, evidenceFile(join(folder, 'again'), file)]).toEqual([
        file,
        evidenceFile(join(folder, 'whole'), file),
      ]);
    }
  });
});

describe.concurrent('a cache that is not what it should be', () => {
  atTerminal('damaged replies are called for again, and it is said once', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    const first = await user.check(folder);
    const [segment = ''] = readdirSync(user.replies).filter((name) => /^\d{8}T/.test(name));
    const path = join(user.replies, segment);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('"output":"billing"', '"output":"delivery"').replace('"output":"billing"', '"output":'),
    );
    const second = await user.check(folder);
    expect(user.server.calls).toHaveLength(CALLS + 2);
    expect(second.stderr.match(/did not match the digest/g)).toHaveLength(1);
    expect(second.stderr).toMatch(/2 kept replies in .* did not match the digest and were not used/);
    expect(judged(verdictIn(second.evidence))).toEqual(judged(verdictIn(first.evidence)));
  });

  atTerminal('a file in its place', async ({ user }) => {
    mkdirSync(join(user.home, '.cache', 'changeover'), { recursive: true });
    writeFileSync(user.replies, 'mine');
    const run = await user.check(changeOf(BASE, HEAD).folder);
    expect(run.code).not.toBe(3);
    expect(run.stderr.match(/warning:/g)).toHaveLength(1);
    expect(run.stderr).toContain('The run goes on without kept replies. CHANGEOVER_CACHE_DIR names another folder.');
    expect(readFileSync(user.replies, 'utf8')).toBe('mine');
  });

  atTerminal('a user without a home', async ({ user }) => {
    const run = await user.check(changeOf(BASE, HEAD).folder, [], { env: { HOME: '' } });
    expect(run.code).not.toBe(3);
    expect(run.stderr.match(/warning:/g)).toHaveLength(1);
    expect(run.stderr).toContain('replies are not kept for later runs: this user has no home folder');
  });

  atTerminal('a folder of the user’s own', async ({ user }) => {
    const own = join(emptyFolder(), 'kept');
    const { folder } = changeOf(BASE, HEAD);
    for (const _ of ['first', 'second']) await user.check(folder, [], { env: { CHANGEOVER_CACHE_DIR: own } });
    expect(user.server.calls).toHaveLength(CALLS);
    expect(existsSync(user.replies)).toBe(false);
    expect(readdirSync(own)).toContain('attempts.jsonl');
  });

  atTerminal('two checks at once', async ({ user }) => {
    const { folder } = changeOf(BASE, HEAD);
    const runs = await Promise.all(['one', 'two'].map((name) => user.check(folder, ['--evidence-dir', name])));
    const verdicts = runs.map(({ code }) => code);
    expect(new Set(verdicts).size).toBe(1);
    const calls = user.server.calls.length;
    await user.check(folder);
    expect(user.server.calls).toHaveLength(calls);
  });
});

/** Whether so many replies were kept. */
async function keptIn(folder: string, count: number): Promise<boolean> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d{8}T/.test(name)) : [];
  const lines = names.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
  return lines.length >= count;
}

function push({ repository }: Change, files: Readonly<Record<string, string>>): void {
  repository.commit(files);
}
