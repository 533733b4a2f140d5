import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlanReport } from '../../src/core/contracts/plan.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { changeover, emptyFolder, type TerminalRun } from './support/terminal.ts';
import { answering, CONFIG, NEW_MODEL, OLD_MODEL, type TriageOptions, tickets, triage } from './support/triage.ts';

const APP = 'app/triage.yml';
const HEAD = { [APP]: String(triage({ model: NEW_MODEL })[APP]) };

/** `plan` in front of an endpoint that may count tokens, and must not be asked for a reply. */
const planning = test.extend<{
  server: ModelServer;
  plan: (
    base?: TriageOptions,
    head?: Readonly<Record<string, string>>,
    words?: readonly string[],
  ) => Promise<TerminalRun>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that are needed from this pattern
  server: async ({}, use) => {
    const server = await startModelServer(answering());
    await use(server);
    expect(server.calls.filter(({ asks }) => asks !== 'count')).toEqual([]);
    await server.close();
  },
  plan: async ({ server }, use) => {
    await use(async (base = {}, head = HEAD, words = []) => {
      const { folder } = changeOf(triage(base), head);
      const run = await changeover(folder, ['plan', ...BOTH_SIDES, ...words], { env: bedrockAt(server) });
      expect(existsSync(run.evidence), 'evidence').toBe(false);
      return run;
    });
  },
});

const flat = ({ stdout }: TerminalRun) => stdout.replaceAll(/\s+/g, ' ');

test('what earlier runs paid for is said, in a plan and before the first call', async () => {
  const server = await startModelServer(answering());
  const { folder } = changeOf(triage({ cases: tickets(20) }), HEAD);
  const env = { ...bedrockAt(server), CHANGEOVER_CACHE_DIR: emptyFolder() };
  const first = await changeover(folder, ['check', ...BOTH_SIDES], { env });
  expect(first.code, first.stderr).toBe(0);
  expect(first.stderr).toContain('Plan: 40 calls.\nCost: about US$0.0');
  const again = await changeover(folder, ['plan', ...BOTH_SIDES], { env });
  expect(flat(again)).toContain('40 of 40 calls are already paid for.');
  expect(flat(again)).toMatch(/40 calls, about US\$0(\.00)?, /);
  expect(flat(again)).toMatch(/\d\.\d s a call, as kept replies took/);
  const calls = server.calls.length;
  const second = await changeover(folder, ['check', ...BOTH_SIDES], { env });
  expect(second.stderr).toContain('Plan: 40 calls; 40 of 40 calls are already paid for.');
  expect(server.calls.length).toBe(calls);
  await server.close();
});

describe.concurrent('plan', () => {
  planning('says what a check would call, cost and be able to detect, and calls nothing', async ({ plan }) => {
    const run = await plan();
    expect([run.code, run.stderr]).toEqual([0, '']);
    const text = flat(run);
    expect(text).toContain('Plan: nothing was called');
    expect(text).toMatch(/40 calls, about US\$0\.0\d+, at most US\$20\.00, under a minute\./);
    expect(text).toContain('changed: model; 20 cases × 1 trial');
    expect(text).toMatch(/anthropic\.claude-3-haiku-20240307-v1:0 20 \d+ ≤ 64 ≈ US\$0\.0/);
    expect(text).toMatch(/accuracy ≥ −20\.0 (points )?−\d+\.\d points \d+/);
    expect(text).toMatch(/An unchanged model would pass this gate in about \d+(\.\d)? % of runs/);
    expect(text).toContain('The configuration with every default');
  });

  planning('says the same to other programs', async ({ plan }) => {
    const { code, stdout } = await plan({}, HEAD, ['--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as PlanReport;
    expect(report).toMatchObject({
      preview: false,
      calls: 40,
      paidCalls: 0,
      callMs: 2000,
      uncovered: 0,
      capUsd: 20,
      problems: [],
      applications: [
        {
          application: 'triage',
          kind: 'changed',
          changed: ['model'],
          cases: 20,
          trials: 1,
          sides: [
            {
              model: OLD_MODEL,
              provider: 'bedrock',
              calls: 20,
              outputTokens: 64,
              outputBasis: 'max-tokens',
              recorded: false,
            },
            { model: NEW_MODEL, provider: 'bedrock', calls: 20 },
          ],
          detectability: [{ metric: 'accuracy', criterion: 'max-drop', threshold: 0.2 }],
        },
      ],
    });
    const [application] = report.applications;
    expect(report.costUsd).toBeCloseTo(
      (application?.sides ?? []).reduce((sum, { costUsd = 0 }) => sum + costUsd, 0),
      12,
    );
    expect(report.costUsd).toBeGreaterThan(0);
    expect(Math.abs(application?.detectability[0]?.detects?.figure ?? 0)).toBeGreaterThan(0.05);
    expect(application?.reliability?.passRate).toBeGreaterThan(0);
    expect(application?.reliability?.passRate).toBeLessThanOrEqual(1);
    expect(report.configuration).toContain('max-error-rate: 0.01');
  });

  planning(
    'has tokens counted where the provider does that, and reckons by length where it does not',
    async ({ plan }) => {
      const counted = JSON.parse((await plan({}, HEAD, ['--json'])).stdout) as PlanReport;
      const [source, target] = counted.applications[0]?.sides ?? [];
      expect([source?.inputBasis, target?.inputBasis]).toContain('counted');
      expect(counted.callBasis).toBe('assumed');
      const { folder } = changeOf(triage({}), HEAD);
      const nowhere = bedrockAt({ url: 'http://127.0.0.1:9' });
      const alone = await changeover(folder, ['plan', ...BOTH_SIDES, '--json'], { env: nowhere });
      const reckoned = JSON.parse(alone.stdout) as PlanReport;
      expect([alone.code, alone.stderr]).toEqual([0, '']);
      expect(reckoned.applications[0]?.sides.map(({ inputBasis }) => inputBasis)).toEqual(['characters', 'characters']);
    },
  );

  planning('warns when the time that a run may take will not do', async ({ plan }) => {
    const run = await plan({
      policy: { 'max-minutes': 1 },
      configuration: { providers: { bedrock: { concurrency: 1 } } },
    });
    expect(run.code).toBe(0);
    expect(flat(run)).toContain('about 2 min, longer than policy.max-minutes allows (1)');
  });

  planning('says what would not be called', async ({ plan }) => {
    const same = await plan({}, { 'prompts/triage.md': '{{! new }}{{input}}\n' });
    expect(flat(same)).toContain('What is sent is the same in every case: nothing to evaluate.');
    const unreached = await plan({}, { 'prompts/triage.md': '{{input}}{{#vip}} Kindly.{{/vip}}\n' });
    expect(flat(unreached)).toContain('No case of the suite reaches what changed in the prompt');
    expect(flat(unreached)).toContain('A check would call nothing.');
  });

  planning('counts trials, and warns of a gate that an unchanged model would seldom pass', async ({ plan }) => {
    const run = await plan({
      application: {
        suite: { cases: 'evals/triage.jsonl', trials: 3 },
        acceptance: { accuracy: { 'max-drop': 0.01 } },
      },
    });
    const text = flat(run);
    expect(text).toContain('120 calls');
    expect(text).toMatch(/An unchanged model would pass this gate in about \d+(\.\d)? % of runs/);
    expect(text).toMatch(/about [\d,]+ cases would make it 90 %/);
  });

  planning('says both ends of a run that may end early, and what may come on top', async ({ plan }) => {
    const cases = tickets(600, (number) => (number <= 2 ? { critical: true } : {}));
    const run = await plan({ cases, application: { acceptance: { accuracy: { 'max-drop': 0.05 } } } });
    expect(run.code).toBe(0);
    const text = flat(run);
    expect(text).toMatch(/at most 1,200 calls, about [\d,]+ if the model is no worse \(from measured savings\)/);
    expect(text).toContain(', and up to 8 more if critical cases are lost, about US$');
    expect(text).toMatch(/about US\$0\.\d+ to US\$0\.\d+, at most US\$20\.00, about \d+ min to \d+ min\./);
    expect(text).toMatch(/≤ 600 ≈? ?\d+ ≤ 64/);
    expect(text).toContain('stop: sequential');
  });

  planning('warns where the cap holds calls back, and not where a bound is sent unasked', async ({ plan, server }) => {
    const app = (model: string) => `llm: { model: ${model}, parameters: {} }\n`;
    const prices = { [OLD_MODEL]: { input: 75, output: 75 }, [NEW_MODEL]: { input: 75, output: 75 } };
    const files = { [APP]: app(OLD_MODEL) };
    const unbounded = await plan({ configuration: { prices }, files }, { [APP]: app(NEW_MODEL) });
    expect(flat(unbounded)).toMatch(
      /Under the cap of US\$20\.00 only 2 of 8 calls can be in flight at a time: about US\$9\.\d\d is set aside for each call, because nothing bounds a reply of triage: set max-tokens among its parameters\./,
    );
    const providers = { claude: { type: 'anthropic', 'base-url': server.url } };
    const asked = await plan(
      { configuration: { prices, providers }, application: { provider: 'claude' }, files },
      { [APP]: app(NEW_MODEL) },
    );
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(flat(asked)).toContain('40 calls');
    expect(flat(asked)).not.toContain('set aside');
  });

  planning('a price that nobody knows', async ({ plan }) => {
    const run = await plan({}, { [APP]: 'llm: { model: amazon.house-blend-v9:0, parameters: { maxTokens: 64 } }\n' });
    expect(run.code).toBe(0);
    expect(flat(run)).toContain('40 calls, cost not known');
    expect(flat(run)).toContain('price not known');
  });

  planning('recorded replies cost nothing', async ({ plan }) => {
    const base: TriageOptions = {
      application: { provider: 'recorded' },
      configuration: { providers: { recorded: { file: 'evals/recorded.jsonl' } } },
      files: { 'evals/recorded.jsonl': '{"model":"m","input":"a","output":"b"}\n' },
    };
    const run = await plan(base);
    expect(run.code).toBe(0);
    expect(flat(run)).toContain('40 calls, about US$0');
    expect(flat(run)).toContain('recorded, free');
  });

  planning('nothing that shapes a model changed', async ({ plan }) => {
    const run = await plan({}, { 'README.md': 'Words.\n' });
    expect(run.code).toBe(0);
    expect(flat(run)).toContain('Nothing that shapes a model changed: a check would call nothing.');
  });

  planning('what a check would stop at, with place and remedy', async ({ plan }) => {
    const run = await plan({}, { ...HEAD, 'prompts/triage.md': '{{input}} of {{customer}}\n' });
    expect(run.code).toBe(3);
    expect(flat(run)).toContain(
      'prompts/triage.md:1: the placeholder {{customer}} has no value, here and in 19 more cases',
    );
    const suite = await plan({ files: { 'evals/triage.jsonl': 'not json\n' } });
    expect(suite.code).toBe(3);
    expect(flat(suite)).toContain('evals/triage.jsonl:1: the line is not JSON');
    const config = await plan({}, { ...HEAD, [CONFIG]: 'version: 1\napplications: [' });
    expect(config.code).toBe(3);
    expect(config.stderr).toContain('.github/changeover.yml:2:16: not valid YAML');
  });

  planning('needs no key and no credentials', async ({ server }) => {
    const { folder } = changeOf(triage({ model: 'gpt-4o' }), {
      [APP]: 'llm: { model: gpt-4o-mini, parameters: {} }\n',
    });
    const run = await changeover(folder, ['plan', ...BOTH_SIDES], {
      env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url },
    });
    expect(run.code).toBe(0);
    expect(flat(run)).toMatch(/40 calls, about US\$0\.0/);
  });

  planning('of the work tree, in a folder below', async ({ server }) => {
    const { folder } = changeOf(triage(), HEAD);
    const run = await changeover(join(folder, 'app'), ['plan', '--base', 'main'], { env: bedrockAt(server) });
    expect(run.code).toBe(0);
    expect(flat(run)).toContain('→ work tree');
  });
});
