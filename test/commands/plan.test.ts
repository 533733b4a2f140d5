import pico from 'picocolors';
import { expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import type { Surroundings } from '../../src/commands/steps/surroundings.ts';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { planDocument } from '../../src/report/plan.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { makeRepository } from '../support/git.ts';

const CONFIGURATION = `version: 1
providers:
  local: { type: openai, base-url: http://127.0.0.1:8000/v1 }
applications:
  answer:
    provider: local
    model: { file: app.env, env: MODEL }
    suite: cases.jsonl
    acceptance:
      accuracy: { max-drop: 0.1 }
      latency-p95: { max-ratio: 1.5 }
`;

async function planned(target: string, count = 20) {
  const repository = makeRepository();
  const cases = Array.from({ length: count }, (_, index) => JSON.stringify({ input: `${index}`, expected: 'yes' }));
  repository.commit({
    '.github/changeover.yml': CONFIGURATION,
    'app.env': 'MODEL=model-a\n',
    'cases.jsonl': cases.join('\n'),
  });
  repository.write({ 'app.env': `MODEL=${target}\n` });
  const surroundings: Surroundings = {
    environment: { PATH: process.env['PATH'], HOME: repository.root },
    secrets: createSecrets(),
    clock: systemClock,
    random: () => 0,
    signal: new AbortController().signal,
    voice: { say() {}, warn() {}, progress() {}, group: (_, work) => work() },
  };
  const report = await plan({ folder: repository.root, config: '.github/changeover.yml' }, surroundings);
  const style = { width: 120, colors: pico.createColors(false), detailLines: 24 };
  return { report, lines: renderTerminal(planDocument(report), style).split('\n') };
}

test('a plan says both sides’ calls, what is not capped, and from how many cases a percentile can be decided', async () => {
  const { report, lines } = await planned('model-b');
  expect(report.calls).toBe(40);
  expect(lines).toContainEqual(expect.stringMatching(/^40 calls, cost not known because a price is missing/));
  expect(lines).toContainEqual(expect.stringMatching(/^source +model-a +20 /));
  expect(lines).toContainEqual(expect.stringMatching(/^target +model-b +20 /));
  expect(lines).toContainEqual(
    expect.stringMatching(/^latency-p95 +≤ ×1\.50 +nothing under 100 cases +121 +lognormal with σ 0\.6$/),
  );
});

test('the configuration is spelled out in full, without providers that nothing uses', async () => {
  const { lines } = await planned('model-b');
  const from = lines.findIndex((line) => line.includes('The configuration with every default'));
  const shown = lines.slice(from).map((line) => line.trim());
  expect(shown).toEqual(expect.arrayContaining(['local:', 'concurrency: 8', 'max-cost-usd: 20', 'trials: 1']));
  expect(shown).not.toContain('bedrock:');
  expect(shown.join('\n')).not.toContain('more lines');
});

test('how a suite ends is said, also where its size decides that', async () => {
  const stopOf = async (count: number) => /stop: \w+/.exec((await planned('model-b', count)).lines.join('\n'))?.[0];
  expect(await stopOf(199)).toBe('stop: fixed');
  expect(await stopOf(200)).toBe('stop: sequential');
});

test('a work tree that changes nothing calls nothing', async () => {
  const { report, lines } = await planned('model-a');
  expect(report.calls).toBe(0);
  expect(lines).toContain('Nothing that shapes a model changed: a check would call nothing.');
});
