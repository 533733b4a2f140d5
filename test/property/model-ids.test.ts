import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { checkModelId } from '../../src/core/change/model-id/check.ts';
import { findModelIds } from '../../src/core/change/model-id/find.ts';
import { lineStyleOf } from '../../src/core/change/model-id/line-style.ts';
import { recogniseModelId } from '../../src/core/change/model-id/recognise.ts';
import { property, textOf } from './property.ts';

const IDS = [
  'anthropic.claude-3-5-sonnet-20240620-v1:0',
  'us.amazon.nova-lite-v1:0',
  'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0',
  'gpt-4o-mini',
  'claude-sonnet-4-5',
  'gemini-2.5-flash',
  'mistral-large-latest',
  'openai/gpt-4o',
  'meta-llama/Llama-3.1-8B-Instruct',
] as const;

/** What looks like a letter, or like none. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  a: ['а', 'ａ', 'ɑ', '𝐚', 'á'],
  c: ['с', 'ϲ', 'ｃ'],
  e: ['е', 'ｅ', 'ė'],
  i: ['і', 'ı', 'ｉ'],
  l: ['ӏ', 'ⅼ', 'ǀ'],
  o: ['о', 'ο', 'օ', '𝗈'],
  p: ['р', 'ρ'],
  s: ['ѕ'],
  '-': ['‐', '‑', '–', '−', '﹣'],
  '.': ['․', '。', '．'],
  ':': ['：', '׃', '꞉'],
  '/': ['⁄', '∕', '／'],
  '0': ['０', 'О', '𝟎'],
  '1': ['１', '𝟏'],
};
const HIDDEN = [
  '\u200b',
  '\u200d',
  '\u2060',
  '\u00ad',
  '\u202e',
  '\ufe0f',
  '\u{e0041}',
  '\u180e',
  '\u3164',
  '\0',
  '\t',
  '\n',
  ' ',
  '\u00a0',
];

/** An ID with one character that looks like its own, or like nothing. */
const disguised = fc.tuple(fc.constantFrom(...IDS), fc.nat(), fc.nat(), fc.boolean()).map(([id, at, which, hides]) => {
  const places = [...id].flatMap((character, place) => (Object.hasOwn(LOOK_ALIKES, character) ? [place] : []));
  const place = places[at % places.length] ?? 0;
  const alike = LOOK_ALIKES[id[place] ?? ''] ?? [];
  const strange = hides ? HIDDEN[which % HIDDEN.length] : alike[which % alike.length];
  return { id, text: id.slice(0, place) + (strange ?? '') + id.slice(hides ? place : place + 1) };
});
const STYLE = lineStyleOf('a.yml');
const PLACE = { file: 'a.yml', line: 1 };

describe('a model ID', () => {
  property('in disguise is refused, with code points and without the disguise', 1500, disguised, ({ id, text }) => {
    expect(checkModelId(id, PLACE)).toBeUndefined();
    const problem = checkModelId(text, PLACE);
    expect(problem?.code).toBe('model-id');
    expect(problem?.message).toMatch(/U\+[0-9A-F]{4,6}/);
    expect(problem?.message.replace(/\([^)]*\)/g, '')).toMatch(/^[ -~]*$/);
  });

  property('in disguise is never taken for the one that it looks like', 1500, disguised, ({ id, text }) => {
    expect(text).not.toBe(id);
    expect(recogniseModelId(text)?.id).not.toBe(id);
    if (STYLE === undefined) throw new Error('YAML has a style');
    for (const { id: found } of findModelIds(`model: "${text}"`, STYLE)) expect(found).not.toBe(id);
  });

  property(
    'that is accepted is ASCII without white space',
    2000,
    textOf([...IDS, ...Object.values(LOOK_ALIKES).flat(), ...HIDDEN, '.', ':', '/', '@'], 6),
    (text) => {
      if (checkModelId(text, PLACE) === undefined) expect(text).toMatch(/^[!-~]{1,512}$/);
      const recognised = recogniseModelId(text);
      if (recognised) expect(checkModelId(recognised.id, PLACE)).toBeUndefined();
    },
  );
});
