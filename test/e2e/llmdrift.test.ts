import { describe, expect, it } from 'vitest';
import type { Migration, Verdict } from '../../src/core/contracts/verdict.ts';
import { type DriftSet, driftApplication, driftReplies, llmdriftIsHere } from '../support/llmdrift.ts';
import type { Script } from '../support/model-servers/script.ts';
import { startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { changeover, evidenceFile, type TerminalRun, verdictIn } from './support/terminal.ts';

/** The last `[Yes]` or `[No]` of the reply is the answer. */
const ANSWER = { accuracy: { type: 'exact-match', extract: { regex: '\\[(Yes|No)\\]', match: 'last' } } };

interface Upgrade {
  readonly from: string;
  readonly to: string;
  readonly scorers?: Readonly<Record<string, object>>;
  readonly acceptance: Readonly<Record<string, object>>;
  readonly stop?: 'sequential';
}

const GPT4: Upgrade = { from: 'gpt-4-0314', to: 'gpt-4-0613', acceptance: { accuracy: { 'max-drop': 0.05 } } };
const GPT35: Upgrade = {
  from: 'gpt-3.5-turbo-0301',
  to: 'gpt-3.5-turbo-0613',
  acceptance: { accuracy: { 'max-drop': 0.05, slices: 'all' } },
};

/** `check` on a pull request that replaces one model by the other. */
async function upgrade(
  set: DriftSet,
  { from, to, scorers = ANSWER, acceptance, stop }: Upgrade,
  provider: 'recorded' | 'bedrock',
  env: Readonly<Record<string, string>> = {},
): Promise<TerminalRun & { readonly verdict: Verdict; readonly migration: Migration; readonly comment: string }> {
  const suite = { provider, scorers, acceptance, ...(stop === undefined ? {} : { stop }) };
  const at = (model: string) => driftApplication(set, { model, ...suite });
  const { folder } = changeOf(at(from), { 'app/model.yml': String(at(to)['app/model.yml']) });
  const run = await changeover(folder, ['check', ...BOTH_SIDES], { env });
  const verdict = verdictIn(run.evidence);
  const [migration] = verdict.migrations;
  if (migration === undefined) throw new Error(`nothing was evaluated:\n${run.stderr}`);
  return { ...run, verdict, migration, comment: evidenceFile(run.evidence, 'comment.md') };
}

const REPLAYED = new Map<Upgrade, ReturnType<typeof upgrade>>();

/** The upgrade on the prime numbers through `recorded`; run once for all tests. */
function replayed(request: Upgrade): ReturnType<typeof upgrade> {
  const run = REPLAYED.get(request) ?? upgrade('prime', request, 'recorded');
  REPLAYED.set(request, run);
  return run;
}

/** Bedrock, serving the recorded replies. */
function recordedScript(): Script {
  const replies = new Map(driftReplies('prime').map((reply) => [`${reply.model}\n${reply.input}`, reply]));
  return ({ model, messages }) => {
    const reply = replies.get(`${model}\n${messages.map(({ content }) => content).join('\n')}`);
    if (reply === undefined) return { status: 400, message: 'no such reply was recorded' };
    return { text: reply.output, inputTokens: reply.inputTokens, outputTokens: reply.outputTokens };
  };
}

async function throughBedrock(request: Upgrade) {
  const server = await startModelServer(recordedScript());
  const run = await upgrade('prime', request, 'bedrock', bedrockAt(server));
  await server.close();
  return { run, calls: server.calls };
}

/** What follows from the replies alone, whichever way they came. */
function decided({ verdict, reason, migrations }: Verdict) {
  const [migration] = migrations;
  const accuracy = migration?.comparisons.filter(({ metric }) => metric === 'accuracy');
  return {
    verdict,
    reason,
    findings: migration?.findings,
    accuracy,
    lost: migration?.lost,
    won: migration?.won,
    same: migration?.same,
    unparsed: migration?.unparsed,
  };
}

describe.skipIf(!llmdriftIsHere).concurrent('real replies of real snapshots', () => {
  it('gpt-4-0314 → gpt-4-0613 answers 84.0 % → 50.2 % of the primes rightly, and fails', async () => {
    const { code, verdict, migration, comment, stdout } = await replayed(GPT4);
    expect([code, verdict.verdict]).toEqual([1, 'fail']);
    expect(migration).toMatchObject({ cases: 1000, calls: { planned: 2000, made: 2000, failed: 0 } });
    const [finding] = migration.findings;
    expect(finding).toMatchObject({
      metric: 'accuracy',
      criterion: 'max-drop',
      status: 'fail',
      method: 'tango',
      n: 1000,
    });
    expect(finding?.source).toBeCloseTo(0.84, 10);
    expect(finding?.target).toBeCloseTo(0.502, 10);
    expect(finding?.difference).toBeCloseTo(-0.338, 10);
    // Far from the bound of −5 points, whatever the interval's method.
    expect(finding?.interval?.[1]).toBeLessThan(-0.3);
    expect((finding?.wins ?? 0) - (finding?.losses ?? 0)).toBe(-338);
    expect(comment).toContain('**`prime`: `accuracy` falls from 84.0 % to 50.2 % (−33.8 points, limit −5.0 points).**');
    expect(comment).toMatch(/\| `accuracy` \| 84\.0 % \| 50\.2 % \| −33\.8 points worse/);
    expect(stdout).toContain('84.0 %');
  });

  it('gpt-3.5-turbo-0301 → gpt-3.5-turbo-0613 gains 16 points, and fails by the slice that falls', async () => {
    const { code, verdict, migration, comment, stdout } = await replayed(GPT35);
    expect([code, verdict.verdict]).toEqual([1, 'fail']);
    const findings = Object.fromEntries(migration.findings.map((finding) => [finding.slice ?? 'whole', finding]));
    expect(findings['whole']).toMatchObject({ status: 'pass' });
    expect(findings['whole']?.source).toBeCloseTo(0.518, 10);
    expect(findings['whole']?.target).toBeCloseTo(0.68, 10);
    expect(findings['prime']).toMatchObject({ status: 'pass' });
    expect(findings['composite']).toMatchObject({ status: 'fail', n: 500 });
    expect(findings['composite']?.source).toBeCloseTo(0.984, 10);
    expect(findings['composite']?.target).toBeCloseTo(0.518, 10);
    // The average must not hide it: the first thing that is said, in the comment and in the terminal.
    const opening = comment.split('\n').slice(0, 8).join('\n');
    expect(opening).toContain('## ❌ Changeover: fail');
    expect(opening).toContain('composite');
    expect(opening).toMatch(/falls from 98\.4 % to 51\.8 %/);
    const rows = comment.split('\n').filter((row) => row.startsWith('| `accuracy`'));
    expect(rows[0]).toMatch(
      /^\| `accuracy` on `composite` \| 98\.4 % \| 51\.8 % \| −46\.6 points worse.*❌ \*\*fail\*\*/,
    );
    expect(rows[1]).toMatch(/^\| `accuracy` \| 51\.8 % \| 68\.0 % \| \+16\.2 points better.*✅ \*\*pass\*\*/);
    expect(stdout.split('\n').slice(0, 3).join('\n')).toContain('composite');
  });

  it.each([
    ['gpt-4', GPT4],
    ['gpt-3.5-turbo', GPT35],
  ])('%s: Bedrock serving the same replies leads to the same verdict', async (_, request) => {
    const [{ run, calls }, recorded] = await Promise.all([throughBedrock(request), replayed(request)]);
    expect(run.code, run.stderr).toBe(1);
    expect(calls).toHaveLength(2000);
    expect(new Set(calls.map(({ path }) => path))).toEqual(
      new Set([request.from, request.to].map((model) => `/model/${model}/converse`)),
    );
    expect(decided(run.verdict)).toEqual(decided(recorded.verdict));
    expect(run.migration.counts).toMatchObject({ source: { failed: 0 }, target: { failed: 0 } });
    // Served afresh, the replies took the time of this machine, and cost what the configuration says.
    expect(run.verdict.costUsd).toBeGreaterThan(0);
    expect((await changeover(run.folder, ['verify', run.evidence])).code).toBe(0);
  });

  it('explores a survey without right answers: how often a model picks an option at all', async () => {
    const picks = /\([A-D]\)/;
    const share = (model: string) => {
      const outputs = driftReplies('opinionqa').filter((reply) => reply.model === model);
      return outputs.filter(({ output }) => picks.test(output)).length / outputs.length;
    };
    const { code, migration, comment } = await upgrade(
      'opinionqa',
      {
        from: 'gpt-4-0314',
        to: 'gpt-4-0613',
        scorers: { picks: { type: 'regex', pattern: picks.source }, answers: { type: 'refusal' } },
        acceptance: { picks: { 'max-drop': 0.05 }, answers: { 'max-drop': 0.05, enforce: 'report' } },
      },
      'recorded',
    );
    expect(code).toBe(1);
    const [finding, answers] = migration.findings;
    expect(finding).toMatchObject({ metric: 'picks', status: 'fail', n: 1498 });
    expect(finding?.source).toBeCloseTo(share('gpt-4-0314'), 10);
    expect(finding?.target).toBeCloseTo(share('gpt-4-0613'), 10);
    expect((finding?.target ?? 1) / (finding?.source ?? 0)).toBeCloseTo(0.25, 1);
    expect(answers).toMatchObject({ metric: 'answers', status: 'fail', enforce: 'report' });
    expect(comment).toContain('picks');
  });
});

/** The same upgrades, on as few cases as the decision needs. */
const SOONER: Readonly<Record<string, Upgrade>> = {
  gpt4: { ...GPT4, stop: 'sequential' },
  gpt35: { ...GPT35, stop: 'sequential' },
};

describe.skipIf(!llmdriftIsHere).concurrent('real replies, evaluated sequentially', () => {
  it('84.0 % → 50.2 % fails after a twentieth of the calls', async () => {
    const { code, migration, comment, stderr } = await replayed(SOONER['gpt4'] ?? GPT4);
    expect(code, stderr).toBe(1);
    expect(migration.stopping).toEqual({ cases: 50, of: 1000, looks: 1, why: 'decided', savedCalls: 1900 });
    expect(migration.calls).toEqual({ planned: 100, made: 100, cached: 0, failed: 0 });
    const [finding] = migration.findings;
    expect(finding).toMatchObject({ status: 'fail', n: 50, look: { cases: 50, of: 1000 } });
    // The repeated interval holds what all 1,000 cases said.
    const [low = 0, high = 0] = finding?.interval ?? [];
    expect([low < -0.338, high > -0.338, high < -0.05]).toEqual([true, true, true]);
    expect(comment).toContain('Decided after 50 of 1,000 cases (1 look): 1,900 calls saved.');
    expect(comment).toContain('### Source against target, 50 of 1,000 cases');
    expect(stderr).toContain('Evaluating: at most 2,000 calls');
  });

  it('an average that gains hides no slice that falls', async () => {
    const { code, migration } = await replayed(SOONER['gpt35'] ?? GPT35);
    expect(code).toBe(1);
    const findings = Object.fromEntries(migration.findings.map((finding) => [finding.slice ?? 'whole', finding]));
    expect(findings['whole']).toMatchObject({ status: 'pass' });
    expect(findings['prime']).toMatchObject({ status: 'pass' });
    expect(findings['composite']).toMatchObject({ status: 'fail' });
    expect(migration.stopping?.why).toBe('decided');
    // Every look has the two slices in the suite's own proportion.
    expect(findings['composite']?.look).toEqual({ cases: findings['composite']?.n ?? 0, of: 500 });
    expect(migration.stopping?.cases).toBeLessThanOrEqual(300);
  });

  it.each(Object.keys(SOONER))('%s: Bedrock is called no more than that, but for what was on its way', async (key) => {
    const request = SOONER[key] ?? GPT4;
    // Another provider is another yardstick, and another order of the cases: the verdict is the same, not the figures.
    const { run, calls } = await throughBedrock(request);
    expect(run.code, run.stderr).toBe(1);
    const needed = 2 * (run.migration.stopping?.cases ?? 0);
    expect(needed).toBeLessThanOrEqual(600);
    expect(calls.length).toBeGreaterThanOrEqual(needed);
    // While a slow reply is waited for that is needed, others go on: a few, never the rest of the suite.
    expect(calls.length).toBeLessThan(1_000);
    expect(run.migration.calls.made).toBe(calls.length);
    expect(run.migration.stopping?.savedCalls).toBe(2000 - calls.length);
    expect((await changeover(run.folder, ['verify', run.evidence])).code).toBe(0);
  });
});
