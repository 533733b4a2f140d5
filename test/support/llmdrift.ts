import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { WorkTreeFiles } from './git.ts';

/**
 * Real replies of four model snapshots (github.com/lchen001/LLMDrift, Apache-2.0), beside the checkout where they are
 * provided; tests that need them do not run where they are not.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'data', 'llmdrift');

export const llmdriftIsHere = existsSync(join(folder, 'prime.recorded.jsonl'));

/** `prime`: is a number prime? `opinionqa`: survey questions without a right answer. */
export type DriftSet = 'prime' | 'opinionqa';

export interface DriftReply {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly latencyMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** All recorded replies of a set, of all four models. */
export function driftReplies(set: DriftSet): readonly DriftReply[] {
  return readFileSync(join(folder, `${set}.recorded.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DriftReply);
}

export interface DriftOptions {
  readonly model: string;
  readonly provider: 'recorded' | 'bedrock';
  /** Absent: `fixed`, for those who look at the figures of all cases. */
  readonly stop?: 'fixed' | 'sequential';
  readonly scorers: Readonly<Record<string, object>>;
  readonly acceptance: Readonly<Record<string, object>>;
}

/** US dollars per million tokens that the four models cost; a Bedrock price list does not have them. */
const PRICES = {
  'gpt-4-0314': { input: 30, output: 60 },
  'gpt-4-0613': { input: 30, output: 60 },
  'gpt-3.5-turbo-0301': { input: 1.5, output: 2 },
  'gpt-3.5-turbo-0613': { input: 1.5, output: 2 },
};

/** A repository with one application, named like the set, that asks one model its questions. */
export function driftApplication(set: DriftSet, options: DriftOptions): WorkTreeFiles {
  const { model, provider, scorers, acceptance, stop = 'fixed' } = options;
  const cases = `evals/${set}.cases.jsonl`;
  const recording = `evals/${set}.recorded.jsonl`;
  const isRecorded = provider === 'recorded';
  return {
    '.github/changeover.yml': stringify({
      version: 1,
      ...(isRecorded ? { providers: { recorded: { file: recording } } } : { prices: PRICES }),
      applications: {
        [set]: {
          provider,
          model: { file: 'app/model.yml', at: 'llm.model' },
          suite: { cases, stop, scorers },
          acceptance,
        },
      },
      policy: { 'max-cost-usd': 200 },
    }),
    'app/model.yml': `llm:\n  model: ${model}\n`,
    [cases]: readFileSync(join(folder, `${set}.cases.jsonl`)),
    ...(isRecorded ? { [recording]: readFileSync(join(folder, `${set}.recorded.jsonl`)) } : {}),
  };
}
