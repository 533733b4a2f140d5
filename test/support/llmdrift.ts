import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkTreeFiles } from './git.ts';

/**
 * Real replies of four model snapshots (github.com/lchen001/LLMDrift, Apache-2.0), beside the checkout where they are
 * provided; tests that need them do not run where they are not.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'data', 'llmdrift');

export const llmdriftIsHere = existsSync(join(folder, 'prime.recorded.jsonl'));

export interface DriftReply {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly latencyMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export function primeReplies(): DriftReply[] {
  return readFileSync(join(folder, 'prime.recorded.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DriftReply);
}

interface Options {
  readonly provider: 'recorded' | 'bedrock';
  /** Extra keys of the one criterion, e.g. `slices: all`. */
  readonly criterion?: string;
}

/** A repository that asks a model whether numbers are prime, at one model. */
export function primeApplication(model: string, options: Options): WorkTreeFiles {
  const recorded = options.provider === 'recorded';
  return {
    '.github/changeover.yml': [
      'version: 1',
      ...(recorded ? ['providers:', '  recorded: { file: evals/prime.recorded.jsonl }'] : []),
      ...(recorded
        ? []
        : ['prices:', '  gpt-4-0314: { input: 30, output: 60 }', '  gpt-4-0613: { input: 30, output: 60 }']),
      ...(recorded
        ? []
        : ['  gpt-3.5-turbo-0301: { input: 1.5, output: 2 }', '  gpt-3.5-turbo-0613: { input: 1.5, output: 2 }']),
      'applications:',
      '  prime:',
      `    provider: ${options.provider}`,
      '    model: { file: app/model.yml, at: llm.model }',
      '    suite:',
      '      cases: evals/prime.cases.jsonl',
      '      scorers:',
      "        accuracy: { type: exact-match, extract: { regex: '\\[(Yes|No)\\]', match: last } }",
      '    acceptance:',
      `      accuracy: { max-drop: 0.05${options.criterion ? `, ${options.criterion}` : ''} }`,
      'policy:',
      '  max-cost-usd: 200',
      '',
    ].join('\n'),
    'app/model.yml': `llm:\n  model: ${model}\n`,
    'evals/prime.cases.jsonl': readFileSync(join(folder, 'prime.cases.jsonl')),
    ...(recorded ? { 'evals/prime.recorded.jsonl': readFileSync(join(folder, 'prime.recorded.jsonl')) } : {}),
  };
}
