import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { locateAt } from '../../src/core/change/locate/document-path.ts';
import { locateEnv } from '../../src/core/change/locate/dotenv.ts';
import { isProblem } from '../../src/core/change/locate/located.ts';
import { parsePath } from '../../src/core/change/locate/path-expression.ts';
import { locateMatch } from '../../src/core/change/locate/pattern-match.ts';
import type { Json } from '../../src/core/contracts/json.ts';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';
import { parseConfiguration } from '../../src/workspace/configuration/parse.ts';
import { readYaml } from '../../src/workspace/configuration/yaml-document.ts';
import { readCases } from '../../src/workspace/datasets/read-cases.ts';
import { readRecording } from '../../src/workspace/datasets/recording.ts';
import { bytesOf, property, textOf } from './property.ts';

/** What a reader gives, or `undefined` when it refuses; any other error is a fault of the reader. */
function read<T>(reader: () => T): T | undefined {
  try {
    return reader();
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    for (const { message } of error.problems) expect(message).not.toBe('');
    return undefined;
  }
}

/** Values of a tree and how deep it is, without recursion. */
function sizeOf(value: Json): { readonly values: number; readonly depth: number } {
  let level: readonly Json[] = [value];
  let values = 0;
  let depth = -1;
  for (; level.length > 0; depth += 1) {
    values += level.length;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return { values, depth };
}

const YAML = [
  ...[
    'a: ',
    'b: ',
    '- ',
    '? ',
    ': ',
    '\n',
    '\n  ',
    '\n    ',
    '&a ',
    '*a',
    '&b ',
    '*b',
    '<<: *a',
    '!!js/function ',
    '!!binary ',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '|-\n',
    '"',
    "'",
    '#',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '\t',
    '__proto__: ',
    'constructor: ',
  ],
  ...[
    'version: 1\n',
    'applications:\n',
    'providers: ',
    '1e999',
    '0x1',
    '.nan',
    '~',
    'null',
    'true',
    '2026-01-01',
    '99999999999999999999',
  ],
];
const yaml = textOf(YAML, 60);
const LIMITS = { characters: 10_000, values: 500 };

describe('the YAML reader', () => {
  property('reads plain data within its bounds, or says what is wrong', 1500, yaml, (text) => {
    const document = read(() => readYaml(text, 'a.yml', LIMITS, 'config-syntax'));
    if (document === undefined) return;
    const { values, depth } = sizeOf(document.data);
    expect(values).toBeLessThanOrEqual(LIMITS.values);
    expect(depth).toBeLessThanOrEqual(65);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  const bomb = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 })).map(([levels, width]) => {
    const level = (n: number) =>
      `a${n}: &a${n} [${Array(width)
        .fill(`*a${n - 1}`)
        .join(', ')}]`;
    return `a0: &a0 [x]\n${Array.from({ length: levels }, (_, n) => level(n + 1)).join('\n')}\n`;
  });
  property('expands aliases within its bounds, however they multiply', 100, bomb, (text) => {
    const document = read(() => readYaml(text, 'a.yml', LIMITS, 'config-syntax'));
    if (document) expect(sizeOf(document.data).values).toBeLessThanOrEqual(LIMITS.values);
  });

  property('of configurations throws nothing but what it found wrong', 500, yaml, (text) => {
    read(() => parseConfiguration(text, 'a.yml'));
    read(() =>
      parseConfiguration(
        `version: 1\napplications:\n  a:\n    model: { value: gpt-4o }\n    suite: a.jsonl\n${text}`,
        'a.yml',
      ),
    );
  });
});

const STEPS = [
  'a',
  'b',
  '.',
  '[0]',
  '[9]',
  '["a"]',
  "['b.c']",
  '[a=b]',
  '[',
  ']',
  '"',
  '__proto__',
  'constructor',
  '.length',
  '\\',
];
const FILES = ['a.yml', 'a.json', 'a.jsonc', 'a.toml', 'a.txt', 'yml'];
const document = textOf([...YAML, 'a = 1\n', '[a]\n', '[[a]]\n', 'b = "c"\n', "'''", '{"a":', '/*', '//'], 40);

describe('a dotted path', () => {
  property(
    'into any document finds a value or says why not',
    1500,
    fc.tuple(document, textOf(STEPS, 6), fc.constantFrom(...FILES)),
    ([text, path, file]) => {
      const found = locateAt(text, file, path);
      if (isProblem(found)) expect(found.message).not.toBe('');
      else expect(JSON.stringify(found.value)).toBeTypeOf('string');
    },
  );

  const own = fc.dictionary(fc.constantFrom('a', 'b'), fc.integer());
  const inherited = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'valueOf');
  property(
    'finds nothing that only a prototype has',
    200,
    fc.tuple(own, inherited, fc.constantFrom('a.json', 'a.yml')),
    ([data, name, file]) => {
      expect(isProblem(locateAt(JSON.stringify(data), file, name))).toBe(true);
      expect(isProblem(locateAt(JSON.stringify({ x: data }), file, `x["${name}"]`))).toBe(true);
      expect(isProblem(locateAt(JSON.stringify({ x: [data] }), file, `x.${name}`))).toBe(true);
    },
  );

  property(
    'reaches every name that is quoted',
    500,
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    (name) => {
      fc.pre(!/[\n\r]/.test(name));
      const quoted = `["${name.replace(/[\\"]/g, '\\$&')}"]`;
      expect(parsePath(quoted)).toEqual([{ kind: 'key', key: name }]);
    },
  );
});

const PATTERN = [
  '(',
  ')',
  '(?:',
  '(?=',
  '(?<n>',
  '[',
  ']',
  '^',
  '$',
  '*',
  '+',
  '?',
  '{2}',
  '{1,1000}',
  '|',
  '\\1',
  '\\d',
  '\\pL',
  '.',
  '(a+)+',
  'a',
];

describe('a regular expression', () => {
  property(
    'takes a value or is refused, whatever it is',
    1500,
    fc.tuple(textOf(PATTERN, 12), textOf(['a', 'b', '\n', '"'], 60)),
    ([pattern, text]) => {
      const found = locateMatch(text, 'a.txt', pattern);
      if (!isProblem(found)) expect(text).toContain(found.value);
    },
  );

  const nested = fc.tuple(
    fc.constantFrom('(?:a+)+', '(?:a|a)*', '(?:a*)*', '(?:a|aa)+', '(?:a?){50}'),
    fc.integer({ min: 1_000, max: 20_000 }),
  );
  property('that makes others backtrack ends on a long text', 20, nested, ([inner, length]) => {
    expect(isProblem(locateMatch(`${'a'.repeat(length)}!`, 'a.txt', `^(${inner})$`))).toBe(true);
  });
});

const DATASET = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\n',
    '\r\n',
    '\ufeff',
    '{"input":"a"}\n',
    '"id":',
    '"input":',
    '"vars":',
    '"expected":',
    '"__proto__":',
  ],
  ...[
    '1e999',
    'null',
    '- input: a\n',
    'id,input\n',
    '"a ""b"" c"',
    "'",
    'a,b',
    '\\u0000',
    '\\ud800',
    '{"a":{"b":',
    '}}',
    '1',
    '99999999999999999999',
  ],
];
const FORMATS = ['a.jsonl', 'a.json', 'a.csv', 'a.yaml'] as const;

describe('the reader of datasets', () => {
  property(
    'reads cases with unique IDs, or says what is wrong',
    1500,
    fc.tuple(bytesOf(textOf(DATASET, 40)), fc.constantFrom(...FORMATS)),
    ([bytes, file]) => {
      const suite = read(() => readCases(bytes, file, {}));
      if (suite === undefined) return;
      const ids = [...suite.cases].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  const inputs = fc.array(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== ''),
    { minLength: 1, maxLength: 5 },
  );
  property('gives inputs back as they were written, in every format', 150, inputs, (texts) => {
    const cases = texts.map((input, n) => ({ id: `case-${n}`, input }));
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const written: readonly [string, string][] = [
      ['a.jsonl', cases.map((one) => JSON.stringify(one)).join('\n')],
      ['a.json', JSON.stringify(cases)],
      ['a.csv', `id,input\n${cases.map(({ id, input }) => `${id},${cell(input)}`).join('\n')}\n`],
      ['a.yaml', cases.map((one) => `- ${JSON.stringify(one)}\n`).join('')],
    ];
    for (const [file, text] of written) {
      const suite = readCases(new TextEncoder().encode(text), file, {});
      expect([...suite.cases].map(({ input }) => input)).toEqual(texts);
    }
  });

  property(
    'of recordings reads them, or says what is wrong',
    500,
    bytesOf(textOf([...DATASET, '"model":"m",', '"output":"o"}\n'], 30)),
    (bytes) => {
      read(() => readRecording(bytes, 'a.jsonl'));
    },
  );
});

describe('a dotenv file', () => {
  property(
    'gives a value or says why not',
    500,
    textOf(['A=', 'export ', '"', "'", '\n', '#', '$B', '$' + '{A}', '\\', ' ', '`', '$(id)'], 20),
    (text) => {
      const found = locateEnv(text, '.env', 'A');
      if (!isProblem(found)) expect(found.value).toBeTypeOf('string');
    },
  );
});
