import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { ModelError } from '../../src/core/contracts/ports.ts';
import type { RecordedReply } from '../../src/core/contracts/recording.ts';
import { recordedModel } from '../../src/models/recorded.ts';

const REQUEST: ModelRequest = {
  provider: 'recorded',
  model: 'gpt-4-0314',
  system: 'Answer in one word.',
  messages: [{ role: 'user', content: 'Is 7 prime?' }],
  parameters: { temperature: 0 },
  deployment: {},
};

const RECORD: RecordedReply = { model: 'gpt-4-0314', input: 'Is 7 prime?', output: 'Yes', line: 1 };

function call(records: readonly RecordedReply[], request: Partial<ModelRequest> = {}, repetition = 0) {
  const model = recordedModel(records, 'evals/recorded.jsonl');
  return model.call({ ...REQUEST, ...request }, repetition, new AbortController().signal);
}

async function message(records: readonly RecordedReply[], request: Partial<ModelRequest> = {}) {
  const error = (await call(records, request).catch((reason: unknown) => reason)) as ModelError;
  expect(error).toBeInstanceOf(ModelError);
  expect(error.detail.kind).toBe('not-recorded');
  return error.message;
}

describe('a recorded reply', () => {
  it('gives what the record holds, and nothing that it does not', async () => {
    expect(await call([RECORD])).toEqual({ output: 'Yes', stopReason: 'end', usage: {} });
    const full = {
      ...RECORD,
      latencyMs: 812,
      inputTokens: 20,
      outputTokens: 1,
      stopReason: 'max_tokens',
      costUsd: 0.0003,
    };
    expect(await call([full])).toEqual({
      output: 'Yes',
      stopReason: 'max-tokens',
      usage: { inputTokens: 20, outputTokens: 1 },
      latencyMs: 812,
      costUsd: 0.0003,
    });
  });

  it('answers the n-th repetition with the n-th record, then replays the first and says so', async () => {
    const records = [RECORD, { ...RECORD, output: 'Sure' }];
    expect(await call(records, {}, 0)).toMatchObject({ output: 'Yes' });
    expect(await call(records, {}, 1)).toMatchObject({ output: 'Sure' });
    expect(await call(records, {}, 0)).not.toHaveProperty('replayed');
    expect(await call(records, {}, 2)).toMatchObject({ output: 'Yes', replayed: true });
  });

  it('is found by system text, and serves any when it has none', async () => {
    const own = { ...RECORD, system: 'Answer in one word.', output: 'own' };
    const other = { ...RECORD, system: 'Answer at length.', output: 'other' };
    expect(await call([RECORD, other, own])).toMatchObject({ output: 'own' });
    expect(await call([RECORD, other])).toMatchObject({ output: 'Yes' });
    expect(await call([other, { ...RECORD, system: '', output: 'none' }], { system: '' })).toMatchObject({
      output: 'none',
    });
  });

  it('is found whatever provider its model is written with', async () => {
    expect(await call([{ ...RECORD, model: 'openai:gpt-4-0314' }])).toMatchObject({ output: 'Yes' });
    const bedrock = { model: 'anthropic.claude-v2:1' };
    expect(await call([{ ...RECORD, ...bedrock }], bedrock)).toMatchObject({ output: 'Yes' });
    await expect(call([{ ...RECORD, ...bedrock }], { model: '1' })).rejects.toThrow('no record has this model');
  });

  it('that carries layers serves only requests with just these', async () => {
    const hot = { ...RECORD, output: 'hot', layers: { parameters: { temperature: 1 } } };
    const cold = { ...RECORD, output: 'cold', layers: { parameters: { temperature: 0 } } };
    expect(await call([RECORD, hot, cold])).toMatchObject({ output: 'cold' });
    expect(await call([RECORD, hot])).toMatchObject({ output: 'Yes' });
    expect(await message([hot])).toContain('carry other layers');
  });

  it('is found by the whole dialogue when there are earlier turns', async () => {
    const messages = [
      { role: 'user', content: 'Is 4 prime?' },
      { role: 'assistant', content: 'No' },
      { role: 'user', content: 'Is 7 prime?' },
    ] as const;
    const input = 'user: Is 4 prime?\nassistant: No\nuser: Is 7 prime?';
    expect(await call([RECORD, { ...RECORD, input, output: 'dialogue' }], { messages })).toMatchObject({
      output: 'dialogue',
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('of a model called %s is one like any other', async (model) => {
    expect(await message([RECORD], { model })).toContain('no record has this model');
    expect(await call([{ ...RECORD, model }], { model })).toMatchObject({ output: 'Yes' });
  });
});

describe('a missing reply', () => {
  it('shows the key that was looked for and how near the recording comes', async () => {
    expect(await message([])).toBe(
      'evals/recorded.jsonl holds no reply for model "gpt-4-0314", system "Answer in one word.", input "Is 7 prime?": ' +
        'no record has this model',
    );
    expect(await message([{ ...RECORD, input: 'Is 8 prime?' }])).toContain('no record of this model has this input');
    expect(await message([{ ...RECORD, system: 'x' }])).toContain('have another system text');
    const { system: _, ...unsystematic } = REQUEST;
    const model = recordedModel([], 'r.jsonl');
    await expect(model.call(unsystematic, 0, new AbortController().signal)).rejects.toThrow('no system text');
  });

  it('shows long texts in part', async () => {
    const content = 'x'.repeat(10_000);
    expect((await message([RECORD], { messages: [{ role: 'user', content }] })).length).toBeLessThan(400);
  });

  it('is not looked for once the run has stopped', async () => {
    const model = recordedModel([RECORD], 'r.jsonl');
    const error = (await model.call(REQUEST, 0, AbortSignal.abort()).catch((e: unknown) => e)) as ModelError;
    expect(error.detail.kind).toBe('cancelled');
  });
});
