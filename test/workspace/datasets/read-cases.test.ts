import { describe, expect, test } from 'vitest';
import type { Case } from '../../../src/core/contracts/suite.ts';
import { readCases } from '../../../src/workspace/datasets/read-cases.ts';
import { problemsOf } from '../problems-of.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, file = 'cases.jsonl', fields: Record<string, string> = {}) =>
  readCases(bytes(text), file, fields);
/** What `...` and `toEqual` do not see of a case that is read when it is looked at. */
const plain = (cases: readonly Case[]): unknown => JSON.parse(JSON.stringify(cases));
const problems = (text: string, file = 'cases.jsonl', fields: Record<string, string> = {}) =>
  problemsOf(() => read(text, file, fields));

describe('every format gives the same cases', () => {
  const cases = [
    {
      id: 'one',
      input: 'My parcel is late.',
      expected: 'delivery',
      slices: ['short'],
      critical: true,
      metadata: { source: 'mail' },
    },
    { id: 'two', vars: { question: 'Why, "oh" why?' }, expected: { label: 'x' }, slices: ['a', 'b'], critical: false },
  ];

  test.each([
    [
      'cases.jsonl',
      `{"id":"one","input":"My parcel is late.","expected":"delivery","slice":"short","critical":true,"metadata":{"source":"mail"}}

{"id":"two","vars":{"question":"Why, \\"oh\\" why?"},"expected":{"label":"x"},"slice":["a","b"]}
`,
      [1, 3],
    ],
    [
      'cases.json',
      `[
  {"id": "one", "input": "My parcel is late.", "expected": "delivery",
   "slice": "short", "critical": true, "metadata": {"source": "mail"}},
  {"id": "two", "vars": {"question": "Why, \\"oh\\" why?"}, "expected": {"label": "x"}, "slice": ["a", "b"]}
]`,
      [2, 4],
    ],
    [
      'cases.yaml',
      `- id: one
  input: My parcel is late.
  expected: delivery
  slice: short
  critical: true
  metadata: { source: mail }
- { id: two, vars: { question: 'Why, "oh" why?' }, expected: { label: x }, slice: [a, b] }
`,
      [1, 7],
    ],
    [
      'cases.csv',
      `id,input,vars.question,expected,slice,critical,metadata.source
one,My parcel is late.,,delivery,short,yes,mail

two,,"Why, ""oh"" why?","{""label"":""x""}","[""a"",""b""]",,
`,
      [2, 4],
    ],
  ])('%s', (file, text, lines) => {
    const expected = cases.map((one, index) => ({ ...one, line: lines[index] }));
    const { cases: found, warnings } = read(text, file);
    expect(plain(found)).toEqual(expected);
    expect(warnings).toEqual([]);
    expect(plain(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`, file).cases)).toEqual(expected);
  });
});

test('earlier turns, context and numbers as IDs', () => {
  const text = JSON.stringify({
    id: 7,
    messages: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'Late parcel' },
    ],
    context: 'Parcels take two days.',
    expected: null,
  });
  expect(read(text).cases).toMatchObject([
    {
      id: '7',
      messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }],
      context: 'Parcels take two days.',
      expected: null,
    },
  ]);
});

describe('IDs made from the content', () => {
  const idOf = (entry: object) => read(JSON.stringify(entry)).cases[0]?.id;

  test('stay while the content stays, wherever it stands and in whatever order it is written', () => {
    const id = idOf({ input: 'a', expected: 'b' });
    expect(id).toMatch(/^case-[0-9a-f]{12}$/);
    expect(idOf({ expected: 'b', input: 'a', slice: 'x', critical: true })).toBe(id);
    expect(read('{"input":"first"}\n{"input":"a","expected":"b"}').cases[1]?.id).toBe(id);
  });

  test('differ when the content differs', () => {
    const ids = [{ input: 'a' }, { input: 'b' }, { vars: { input: 'a' } }, { input: 'a', expected: 'x' }].map(idOf);
    expect(new Set(ids).size).toBe(4);
  });

  test('two equal entries are refused, both lines named', () => {
    const [found] = problems('{"input":"a"}\n{"input":"b"}\n{"input":"a"}');
    expect(found?.message).toMatch(/^the case ID "case-[0-9a-f]{12}" is used on line 1 and on line 3$/);
    expect(found?.hint).toContain('take one out');
  });
});

describe('names of fields', () => {
  test('are mapped where they differ', () => {
    const text = '{"question":"a","answer_ground_truth":"b","expected":"not this"}';
    const { cases, warnings } = read(text, 'cases.jsonl', { input: 'question', expected: 'answer_ground_truth' });
    expect(cases).toMatchObject([{ input: 'a', expected: 'b' }]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'the field "expected" is not a field of a case and is not read',
    ]);
  });

  test('a mapping to a field that nothing has is refused with the nearest', () => {
    const [found] = problems('{"input":"a","answer":"b"}', 'cases.jsonl', { expected: 'anwser' });
    expect(found?.message).toBe('no case has the field "anwser" that suite.fields names for "expected"');
    expect(found?.hint).toContain('Did you mean "answer"?');
  });

  test('unknown ones are warned about once, at their first line', () => {
    const { warnings } = read('{"input":"a"}\n{"input":"b","inptu":1,"tag":2}\n{"input":"c","tag":2}');
    expect(warnings).toEqual([
      {
        code: 'suite',
        message: 'the field "inptu" is not a field of a case and is not read',
        place: { file: 'cases.jsonl', line: 2 },
        hint: expect.stringContaining('Did you mean "input"?'),
      },
      {
        code: 'suite',
        message: 'the field "tag" is not a field of a case and is not read',
        place: { file: 'cases.jsonl', line: 2 },
        hint: expect.stringContaining('suite.fields'),
      },
    ]);
  });

  test('names that objects have by themselves do no harm', () => {
    const text = '{"input":"a","__proto__":{"critical":true},"constructor":1}';
    const { cases, warnings } = read(text);
    expect(cases[0]?.critical).toBe(false);
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('"__proto__"'),
      expect.stringContaining('"constructor"'),
    ]);
    expect(read('{"vars":{"__proto__":{"x":1},"constructor":"c"}}').cases[0]?.vars).toEqual({ constructor: 'c' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('what is wrong with an entry', () => {
  test.each([
    ['{"id":"a"}', 'the case has neither input nor vars nor messages'],
    ['{"input":"a","vars":{}}', 'the case has input and vars; it may have one of them'],
    ['{"input":5}', 'input must be text, not a number'],
    ['{"input":null}', 'input must be text, not empty'],
    ['{"vars":["a"]}', 'vars must be a map of keys, not a list'],
    ['{"messages":[]}', 'messages must have at least 1 entry'],
    ['{"messages":[{"role":"system","content":"x"}]}', 'messages[0].role must be "user" or "assistant", not "system"'],
    ['{"messages":[{"role":"user"}]}', 'messages[0] needs the key "content"'],
    ['{"input":"a","critical":"yes"}', 'critical must be true or false, not text'],
    ['{"input":"a","slice":[1]}', 'slice[0] must be text, not a number'],
    ['{"input":"a","slice":""}', 'slice must not be empty'],
    ['{"input":"a","context":{}}', 'context must be text, not a map of keys'],
    ['{"input":"a","id":""}', 'id must be 1 to 200 visible characters'],
    ['{"input":"a","id":"a\\u0007b"}', 'id must be 1 to 200 visible characters'],
    ['{"input":"a","id":true}', 'id must be text or a number, not true or false'],
    ['["a"]', 'the case is not an object with fields'],
    ['"a"', 'the case is not an object with fields'],
    [`{"input":"a","expected":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'the case nests too deeply'],
  ])('%.80s', (text, message) => {
    const found = problems(`{"input":"fine"}\n${text}`);
    expect(found).toMatchObject([{ code: 'suite', message, place: { file: 'cases.jsonl', line: 2 } }]);
  });

  test('every broken line is named, up to a bound, in the order of the file', () => {
    const lines = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? '{"input":' : '{"id":"x"}'));
    const found = problems(lines.join('\n'));
    expect(found).toHaveLength(21);
    expect(found.slice(0, 3)).toMatchObject([
      { message: 'the line is not JSON: unexpected end of JSON input', place: { line: 1 } },
      { message: 'the case has neither input nor vars nor messages', place: { line: 2 } },
      { place: { line: 3 } },
    ]);
    expect(found.at(-1)?.message).toBe('and 20 more problems like these');
  });

  test('IDs that are used twice name both lines', () => {
    expect(problems('{"id":"x","input":"a"}\n{"id":"y","input":"b"}\n{"id":"x","input":"c"}')).toEqual([
      {
        code: 'suite',
        message: 'the case ID "x" is used on line 1 and on line 3',
        place: { file: 'cases.jsonl', line: 3 },
      },
    ]);
    expect(problems('[{"id":1,"input":"a"},{"id":"1","input":"b"}]', 'c.json')[0]?.message).toContain('"1" is used');
  });
});

describe('what is wrong with a file', () => {
  test.each([
    ['cases.jsonl', '', 'the dataset has no cases'],
    ['cases.jsonl', '\n \n', 'the dataset has no cases'],
    ['cases.json', '[]', 'the dataset has no cases'],
    ['cases.csv', 'id,input\n', 'the dataset has no cases'],
    ['cases.json', '{"cases":[]}', 'the file is not a list of cases'],
    ['cases.yaml', 'cases: []', 'the file is not a list of cases'],
    ['cases.yaml', '- input: [a', 'not valid YAML'],
    ['cases.yaml', '- input: !!js/function x', 'not plain YAML'],
    ['cases.json', '[{"input":"a"}', 'the file is not JSON: '],
    ['cases.csv', 'id,id\na,b', 'two columns are named "id"'],
    ['cases.csv', 'id,input\na,"b', 'not valid CSV: a quote is not closed'],
    ['cases.csv', 'id,input\n"a" x,b', 'not valid CSV: text follows a closing quote'],
    ['cases.txt', 'a', 'the kind of this dataset is not known'],
    ['cases', 'a', 'the kind of this dataset is not known'],
  ])('%s: %j', (file, text, message) => {
    const [found] = problems(text, file);
    expect(found).toMatchObject({ code: 'suite', place: { file } });
    expect(found?.message).toContain(message);
  });

  test('a CSV row of another length is named by the line that it starts at', () => {
    const text = 'id,input\na,"two\nlines"\n\nb\nc,x,y\nd,z\n';
    expect(problems(text, 'cases.csv')).toMatchObject([
      { message: 'the row has 1 cells, the header 2', place: { line: 5 } },
      { message: 'the row has 3 cells, the header 2', place: { line: 6 } },
    ]);
  });

  test('JSON that breaks says on which line', () => {
    expect(problems('[\n {"input":"a"},\n {"input" "b"}\n]', 'cases.json')[0]?.place).toEqual({
      file: 'cases.json',
      line: 3,
    });
  });

  test('bytes that are no text', () => {
    const found = problemsOf(() => readCases(new Uint8Array([0xff, 0xfe, 0x00]), 'cases.jsonl', {}));
    expect(found[0]).toMatchObject({ message: 'the file is not UTF-8 text', hint: 'Save it as UTF-8.' });
  });

  test('more than 64 MiB is refused before anything is parsed', () => {
    const found = problemsOf(() => readCases(new Uint8Array(64 * 1024 * 1024 + 1), 'cases.jsonl', {}));
    expect(found[0]?.message).toBe('the file has 65 MiB, more than the 64 MiB allowed');
  });

  test('more than 100,000 cases are refused', () => {
    const text = Array.from({ length: 100_001 }, (_, id) => `{"id":${id},"input":"a"}`).join('\n');
    expect(problems(text)[0]?.message).toBe('the dataset has 100001 cases, more than the 100000 allowed');
  });
});

test('lines of a JSON list are found whatever its strings hold', () => {
  const text =
    '[{"input":"[{\\"\\\\\\"\\\\\\\\"},\n\n  {"input":"]},{"}, {"input":"c",\n"expected":[[1],\n{"a":[]}]},\n{"input":"d"}]';
  expect(read(text, 'cases.json').cases.map(({ line }) => line)).toEqual([1, 3, 3, 6]);
});
