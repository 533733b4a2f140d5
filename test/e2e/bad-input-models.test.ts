import { describe, expect } from 'vitest';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { refused } from './support/refusal.ts';
import { changeover, evidenceFile, verdictIn } from './support/terminal.ts';
import { CONFIG, jsonLines, NEW_MODEL, OLD_MODEL, type TriageOptions, tickets, triage } from './support/triage.ts';

const APP = 'app/triage.yml';
const settings = (model: string, parameters = '{ maxTokens: 64 }') =>
  `llm:\n  model: ${model}\n  parameters: ${parameters}\n`;

/** The application, answered from recorded replies of both models. */
function recorded(options: TriageOptions & { readonly lines?: string; readonly provider?: string } = {}) {
  const { lines = replies(OLD_MODEL) + replies(NEW_MODEL), provider = 'recorded' } = options;
  return triage({
    ...options,
    configuration: { providers: { recorded: { file: 'evals/recorded.jsonl' } } },
    application: { provider, ...options.application },
    files: { 'evals/recorded.jsonl': lines, ...options.files },
  });
}

function replies(model: string, more: (number: number) => object = () => ({})): string {
  return jsonLines(
    tickets(20).map(({ input }, index) => ({ model, input, output: 'delivery', costUsd: 0.001, ...more(index + 1) })),
  );
}

describe.concurrent('a price that nobody knows', () => {
  const HOUSE = 'amazon.house-blend-v9:0';
  const hint = `Add its price under \`prices\` on the base branch: "${HOUSE}": { input: …, output: … }`;

  refused('where a cap is written down', async ({ refuse }) => {
    const { problems } = await refuse(triage({ policy: { 'max-cost-usd': 5 } }), { [APP]: settings(HOUSE) });
    expect(problems).toEqual([
      `The price of ${HOUSE} is not known, so policy.max-cost-usd cannot be kept. (application triage, target side)\n  ${hint}`,
    ]);
  });

  refused('where a criterion needs it', async ({ refuse }) => {
    const acceptance = { accuracy: { 'max-drop': 0.2 }, cost: { 'max-ratio': 1.1 } };
    const { problems } = await refuse(triage({ application: { acceptance } }), { [APP]: settings(HOUSE) });
    expect(problems).toEqual([
      `The price of ${HOUSE} is not known, so the criterion on cost cannot be judged. (application triage, target side)\n  ${hint}`,
    ]);
  });

  refused('is that of the service tier which the change asks for', async ({ refuse }) => {
    const asked = settings(NEW_MODEL, '{ maxTokens: 64, service_tier: priority }');
    const { problems } = await refuse(triage({ policy: { 'max-cost-usd': 5 } }), { [APP]: asked });
    expect(problems).toEqual([
      `The price of ${NEW_MODEL} at the service tier "priority" is not known, so policy.max-cost-usd cannot be kept. ` +
        '(application triage, target side)\n  ' +
        `Add it under \`prices\` on the base branch: "${NEW_MODEL}": ` +
        '{ input: …, output: …, service-tiers: { priority: { input: …, output: … } } }',
    ]);
  });

  refused('is no obstacle where nothing needs it', async ({ server }) => {
    const acceptance = { accuracy: { 'max-drop': 0.2 }, cost: { 'max-ratio': 1.1, enforce: 'report' } };
    const { folder } = changeOf(triage({ application: { acceptance } }), { [APP]: settings(HOUSE) });
    const run = await changeover(folder, ['check', ...BOTH_SIDES], { env: bedrockAt(server) });
    expect(run.code).toBe(0);
    expect(server.calls).toHaveLength(40);
    expect(verdictIn(run.evidence).migrations[0]?.findings).toMatchObject([
      { metric: 'accuracy', status: 'pass' },
      { metric: 'cost', status: 'invalid', enforce: 'report', cause: { kind: 'price-unknown', model: HOUSE } },
    ]);
  });
});

describe.concurrent('recorded replies that cannot answer', () => {
  refused('a reply that is missing shows the key that was looked for', async ({ server }) => {
    const lines = replies(OLD_MODEL) + replies(NEW_MODEL).split('\n').slice(2).join('\n');
    const { folder } = changeOf(recorded({ lines }), { [APP]: settings(NEW_MODEL) });
    const run = await changeover(folder, ['check', ...BOTH_SIDES], { env: bedrockAt(server) });
    expect(run.code).toBe(3);
    expect(server.calls).toEqual([]);
    const verdict = verdictIn(run.evidence);
    expect(verdict.reason).toEqual({
      kind: 'failed-cells',
      application: 'triage',
      side: 'target',
      failed: 2,
      planned: 20,
      limit: 0.01,
    });
    expect(verdict.migrations[0]).toMatchObject({
      verdict: 'invalid',
      counts: { target: { errors: { 'not-recorded': 2 } } },
    });
    expect(evidenceFile(run.evidence, 'observations.jsonl')).toMatch(
      /"caseId":"case-1",[^\n]*"message":"evals\/recorded\.jsonl holds no reply for model \\"amazon\.nova-lite-v1:0\\", no system text, input \\"Ticket 1: where is my parcel\?\\": no record of this model has this input"/,
    );
    expect(run.stdout).toContain('2 of 20 target calls failed, more than the 1 % that policy.max-error-rate allows');
    expect(run.stderr).toContain(
      'warning: evals/recorded.jsonl holds no reply for model "amazon.nova-lite-v1:0", no system text, input "Ticket ',
    );
  });

  refused('parameters that changed under a recording that does not hold them', async ({ refuse }) => {
    const { problems } = await refuse(recorded(), { [APP]: settings(NEW_MODEL, '{ maxTokens: 32 }') });
    expect(problems).toEqual([
      `${APP}:3:15: the parameters layer changed, and the recorded replies do not say which parameters they were made with (application triage)\n  Record replies for both sides with a field "parameters", or evaluate on a live endpoint.`,
    ]);
  });

  refused('are no obstacle when the records carry the changed parameters', async ({ server }) => {
    const carrying = (maxTokens: number) => () => ({ parameters: { maxTokens } });
    const lines = replies(OLD_MODEL, carrying(64)) + replies(NEW_MODEL, carrying(32));
    const { folder } = changeOf(recorded({ lines }), { [APP]: settings(NEW_MODEL, '{ maxTokens: 32 }') });
    const run = await changeover(folder, ['check', ...BOTH_SIDES], { env: bedrockAt(server) });
    expect([run.code, server.calls.length]).toEqual([0, 0]);
  });

  refused('broken lines, all told at once', async ({ refuse }) => {
    const lines = `{"model":"m","input":"x"}\nnot json\n{"model":"m","input":"x","output":"y","latencyMs":1e999}\n{"model":"m","input":"x","output":"y","costUsd":-1}\n`;
    const { problems } = await refuse(recorded({ lines }), { [APP]: settings(NEW_MODEL) });
    expect(problems).toEqual([
      expect.stringContaining('evals/recorded.jsonl:1: the record needs the key "output" (yardstick)'),
      expect.stringContaining('evals/recorded.jsonl:2: the line is not JSON'),
      expect.stringContaining('evals/recorded.jsonl:3: the line is not JSON: a number in it is too large to be held'),
      expect.stringContaining('evals/recorded.jsonl:4: costUsd must be at least 0, not -1'),
    ]);
  });

  refused('a recording that is not there', async ({ refuse }) => {
    const { 'evals/recorded.jsonl': _, ...rest } = recorded();
    const { problems } = await refuse(rest, { [APP]: settings(NEW_MODEL) });
    expect(problems).toEqual([
      expect.stringContaining('the recording "evals/recorded.jsonl" does not exist (yardstick)'),
    ]);
  });

  refused('a head that switches to them', async ({ refuse }) => {
    const head = recorded();
    const { problems } = await refuse(recorded({ provider: 'bedrock' }), { [CONFIG]: String(head[CONFIG]) });
    expect(problems).toEqual([
      expect.stringMatching(
        /^\.github\/changeover\.yml:\d+:15: the pull request answers triage from the recorded replies of recorded, which its base configuration does not \(application triage, target side\)\n {2}Only the configuration on the base branch may switch/,
      ),
    ]);
  });

  refused('a head that brings a recording of its own', async ({ refuse }) => {
    const { problems } = await refuse(triage(), {
      [CONFIG]: String(recorded()[CONFIG]),
      'evals/recorded.jsonl': replies(NEW_MODEL),
    });
    expect(problems).toEqual([expect.stringContaining('recorded')]);
  });

  refused('a head that leaves them', async ({ refuse }) => {
    const { problems } = await refuse(recorded(), { [CONFIG]: String(recorded({ provider: 'bedrock' })[CONFIG]) });
    expect(problems).toEqual([
      expect.stringContaining(
        'the pull request calls bedrock for triage, whose base configuration answers from recorded replies',
      ),
    ]);
  });
});

describe.concurrent('an endpoint that cannot be called', () => {
  refused('without its key, before any call', async ({ refuse }) => {
    const { problems } = await refuse(triage({ model: 'gpt-4o' }), { [APP]: settings('gpt-4o-mini') });
    expect(problems).toEqual([
      expect.stringContaining('provider openai needs a key, and the environment variable OPENAI_API_KEY is empty'),
    ]);
  });

  refused('over plain HTTP to another machine', async ({ refuse }) => {
    const providers = { house: { type: 'openai', 'base-url': 'http://models.example.com/v1' } };
    const base = triage({ configuration: { providers }, application: { provider: 'house' } });
    const { problems } = await refuse(base, { [APP]: settings(NEW_MODEL) });
    expect(problems).toEqual([
      expect.stringMatching(/^\.github\/changeover\.yml:5:15: providers\.house\.base-url must start with https:\/\//),
    ]);
  });
});
