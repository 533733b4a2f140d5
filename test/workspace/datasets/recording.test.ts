import { describe, expect, test } from 'vitest';
import { readRecording } from '../../../src/workspace/datasets/recording.ts';
import { problemsOf } from '../problems-of.ts';

const FILE = 'evals/recorded.jsonl';
const read = (text: string) => readRecording(new TextEncoder().encode(text), FILE);
const problems = (text: string) => problemsOf(() => read(text));

const FULL = {
  model: 'gpt-4o',
  system: 'Sort tickets.',
  input: 'My parcel is late.',
  output: 'delivery',
  latencyMs: 812,
  inputTokens: 20,
  outputTokens: 1,
  stopReason: 'stop',
  costUsd: 0.0003,
};

describe('a recording', () => {
  test('keeps what the records say, and their lines', () => {
    const text = `${JSON.stringify(FULL)}\n\n{"model":"m","input":"a","output":""}\n`;
    expect(read(text)).toEqual({
      replies: [
        { ...FULL, line: 1 },
        { model: 'm', input: 'a', output: '', line: 3 },
      ],
      warnings: [],
    });
  });

  test('carries layers that the key does not hold under their own names', () => {
    const text = JSON.stringify({ ...FULL, parameters: { temperature: 0 }, deployment: { region: 'us-east-1' } });
    expect(read(text).replies[0]?.layers).toEqual({
      parameters: { temperature: 0 },
      deployment: { region: 'us-east-1' },
    });
    expect(read(JSON.stringify(FULL)).replies[0]).not.toHaveProperty('layers');
  });

  test('warns once about a field that it does not know', () => {
    const line = JSON.stringify({ model: 'm', input: 'a', output: 'b', latency_ms: 3 });
    expect(read(`${line}\n${line}`).warnings).toMatchObject([
      { code: 'recording', message: expect.stringContaining('"latency_ms"'), place: { file: FILE, line: 1 } },
    ]);
  });

  test.each([
    ['', 'the recording has no replies'],
    ['{', 'the line is not JSON'],
    ['[]', 'the record must be a map of keys, not a list'],
    ['{"input":"a","output":"b"}', 'the record needs the key "model"'],
    ['{"model":"m","output":"b"}', 'the record needs the key "input"'],
    ['{"model":"m","input":"a"}', 'the record needs the key "output"'],
    ['{"model":"m","input":{},"output":"b"}', 'input must be text, not a map of keys'],
    ['{"model":"m","input":"a","output":"b","latencyMs":-1}', 'latencyMs must be at least 0, not -1'],
    ['{"model":"m","input":"a","output":"b","inputTokens":1.5}', 'inputTokens must be a whole number, not 1.5'],
    ['{"model":"m","input":"a","output":"b","costUsd":"0.1"}', 'costUsd must be a number, not text'],
    ['{"model":"m","input":"a","output":"b","latencyMs":1e999}', 'a number in it is too large to be held'],
    [`{"model":"m","input":"a","output":"b","costUsd":${'9'.repeat(400)}}`, 'a number in it is too large to be held'],
    ['{"model":"m","input":"a","output":"b","system":null}', 'system must be text, not empty'],
    [
      `{"model":"m","input":"a","output":"b","tools":${'['.repeat(999)}${']'.repeat(999)}}`,
      'the record nests too deeply',
    ],
  ])('refuses %.80s', (text, message) => {
    const [found] = problems(text);
    expect(found).toMatchObject({ code: 'recording', place: { file: FILE } });
    expect(found?.message).toContain(message);
  });

  test('names every broken line', () => {
    const found = problems(`${JSON.stringify(FULL)}\n{"model":"m"}\nnot json\n{"model":"m"}`);
    expect(found.map(({ place }) => place?.line)).toEqual([2, 2, 3, 4, 4]);
  });
});
