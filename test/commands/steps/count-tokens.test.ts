import { describe, expect, it } from 'vitest';
import { countTokens } from '../../../src/commands/steps/count-tokens.ts';
import type { Subject } from '../../../src/commands/steps/measure.ts';
import type { ModelRequest } from '../../../src/core/contracts/cell.ts';
import type { Side, Variant } from '../../../src/core/contracts/layer.ts';
import { type Model, ModelError } from '../../../src/core/contracts/ports.ts';
import { cases, scenario } from '../../core/policy/scenario.ts';

const [APPLICATION] = scenario({ cases: cases(100), cells: [] }).yardstick?.applications ?? [];

function subject(provider: string): Subject {
  if (APPLICATION === undefined) throw new Error('no application');
  const variant = (side: Side): Variant => ({ side, commit: 'c', model: side, provider, layers: {} });
  return { application: APPLICATION, source: variant('source'), target: variant('target') };
}

function counter(count?: (request: ModelRequest, signal: AbortSignal) => Promise<number>): Model & { asked: number } {
  const model = {
    asked: 0,
    call: () => Promise.reject(new Error('no call was expected')),
    close() {},
    ...(count === undefined
      ? {}
      : {
          countTokens(request: ModelRequest, signal: AbortSignal) {
            model.asked += 1;
            return count(request, signal);
          },
        }),
  };
  return model;
}

const counted = (model: Model, timeoutMs = 60_000, signal = new AbortController().signal) =>
  countTokens([subject('p')], new Map([['p', model]]), { signal, timeoutMs });

describe('tokens as the provider counts them', () => {
  it('are the mean of eight requests of each side, spread over the suite', async () => {
    const seen: string[] = [];
    const model = counter(async ({ model: side, messages }) => {
      seen.push(messages[0]?.content ?? '');
      return side === 'source' ? 100 : 50;
    });
    const tokens = await counted(model);
    expect([tokens('triage', 'source'), tokens('triage', 'target')]).toEqual([100, 50]);
    expect(tokens('another', 'source')).toBeUndefined();
    expect(model.asked).toBe(16);
    expect(new Set(seen).size).toBe(8);
    expect(seen).toContain('question 87');
  });

  it('are left out where there is no counter, and where it refuses: after one question a side', async () => {
    const refusing = counter(() => Promise.reject(new ModelError({ kind: 'no-access', message: 'no' })));
    expect((await counted(refusing))('triage', 'source')).toBeUndefined();
    expect(refusing.asked).toBe(2);
    expect((await counted(counter()))('triage', 'source')).toBeUndefined();
    expect(
      (await countTokens([subject('p')], new Map(), { signal: new AbortController().signal, timeoutMs: 1 }))(
        'triage',
        'source',
      ),
    ).toBeUndefined();
  });

  it('delay nothing for longer than they may, nor when the run is stopped', async () => {
    const hanging = counter(
      (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    expect((await counted(hanging, 10))('triage', 'target')).toBeUndefined();
    const stop = new AbortController();
    const waiting = counted(hanging, 60_000, stop.signal);
    stop.abort();
    expect((await waiting)('triage', 'target')).toBeUndefined();
  });
});
