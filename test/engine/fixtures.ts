import type { CallErrorKind, Cell, ModelRequest, Observation } from '../../src/core/contracts/cell.ts';
import { type Clock, type Model, ModelError, type ModelReply } from '../../src/core/contracts/ports.ts';
import { DEFAULT_RETRY } from '../../src/engine/backoff.ts';
import { createBudget } from '../../src/engine/budget.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Run, RunSummary } from '../../src/engine/run.ts';
import { runCells } from '../../src/engine/run-cells.ts';

/** A clock whose sleeps take no time and are remembered. */
export interface TestClock extends Clock {
  readonly sleeps: number[];
}

export function testClock(): TestClock {
  let now = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    monotonic: () => now,
    date: () => new Date(now),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
}

/** Source and target of cases `c0`, `c1` …, side by side. */
export function pairs(cases: number, application = 'triage'): Cell[] {
  return Array.from({ length: cases }, (_, i) => i).flatMap((i) =>
    (['source', 'target'] as const).map((side) => ({ application, side, caseId: `c${i}`, trial: 0 })),
  );
}

export function requestOf(cell: Cell): ModelRequest {
  return {
    provider: 'local',
    model: `${cell.side}-model`,
    messages: [{ role: 'user', content: `${cell.application} ${cell.caseId}` }],
    parameters: { 'max-tokens': 100 },
    deployment: {},
  };
}

export function reply(rest: Partial<ModelReply> = {}): ModelReply {
  return { output: 'Yes', stopReason: 'end', usage: { inputTokens: 10, outputTokens: 5 }, latencyMs: 7, ...rest };
}

export function error(kind: CallErrorKind, options: { retryAfterMs?: number; unsent?: boolean } = {}): ModelError {
  return new ModelError({ kind, message: `said ${kind}` }, options);
}

/** A model that does as told; `attempt` counts the calls of one request from 1. */
export function modelOf(
  act: (request: ModelRequest, attempt: number, signal: AbortSignal) => ModelReply | Promise<ModelReply>,
  recorded = false,
): Model & { readonly calls: ModelRequest[] } {
  const attempts = new Map<string, number>();
  const calls: ModelRequest[] = [];
  return {
    recorded,
    calls,
    async call(request, _repetition, signal) {
      calls.push(request);
      const key = JSON.stringify(request);
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      return act(request, attempt, signal);
    },
    close() {},
  };
}

export interface Outcome {
  readonly observations: Observation[];
  readonly progress: Progress[];
  readonly summary: RunSummary;
}

/** Runs with everything that a test does not care about filled in. */
export async function run(model: Model, options: Partial<Run> = {}): Promise<Outcome> {
  const observations: Observation[] = [];
  const progress: Progress[] = [];
  const summary = await runCells({
    cells: pairs(2),
    purpose: 'plan',
    requestOf,
    modelOf: () => model,
    concurrencyOf: () => 4,
    priceOf: () => ({ input: 1, output: 2, source: 'test' }),
    budget: createBudget(Number.POSITIVE_INFINITY),
    retry: DEFAULT_RETRY,
    clock: testClock(),
    random: () => 0.5,
    signal: new AbortController().signal,
    onObservation: (observation) => void observations.push(observation),
    onProgress: (step) => void progress.push(step),
    ...options,
  });
  return { observations, progress, summary };
}
