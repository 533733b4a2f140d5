import { describe, expect, it } from 'vitest';
import { locateAt } from '../../../../src/core/change/locate/document-path.ts';
import { found, problem } from './expect.ts';

const YAML = `# settings
defaults: &defaults
  region: us-east-1
llm:
  <<: *defaults
  model: gpt-4o   # current
  parameters: { max-tokens: 200, temperature: 0.2 }
  "dotted.key": yes
  prompt: |
    One
    Two
env:
  - name: OTHER
    value: x
  - name: MODEL_ID
    value: "openai:gpt-4o"
list: [a, { b: c }]
`;

describe('YAML', () => {
  it.each([
    ['llm.model', 'gpt-4o', 6, 10, 6],
    ['llm["dotted.key"]', 'yes', 8, 17, 8],
    ["llm['dotted.key']", 'yes', 8, 17, 8],
    ['env[name=MODEL_ID].value', 'openai:gpt-4o', 16, 12, 16],
    ['env[1].value', 'openai:gpt-4o', 16, 12, 16],
    ['list[1].b', 'c', 17, 16, 17],
    ['llm.prompt', 'One\nTwo\n', 9, 11, 11],
    ['llm.region', 'us-east-1', 3, 11, 3],
  ])('%s', (at, value, line, column, endLine) => {
    expect(found(locateAt(YAML, 'app.yml', at))).toEqual({ value, line, column, endLine });
  });

  it('gives objects as plain data', () => {
    expect(found(locateAt(YAML, 'app.yml', 'llm.parameters')).value).toEqual({ 'max-tokens': 200, temperature: 0.2 });
    expect(found(locateAt('a: 1\nb: [2]\n', 'app.yml', undefined)).value).toEqual({ a: 1, b: [2] });
  });

  it('searches every document of a file', () => {
    const text = '---\nkind: Service\n---\nkind: Deployment\nspec:\n  model: gpt-4o\n';
    expect(found(locateAt(text, 'k8s.yaml', 'spec.model'))).toMatchObject({ value: 'gpt-4o', line: 6 });
    const twice = 'spec: { model: a }\n---\nspec: { model: b }\n';
    expect(problem(locateAt(twice, 'k8s.yaml', 'spec.model')).message).toContain(
      'several documents with different values',
    );
  });

  it('names the nearest key, the path and the line', () => {
    expect(problem(locateAt(YAML, 'app.yml', 'llm.modl'))).toEqual({
      code: 'layer-missing',
      message: 'app.yml has no "llm.modl": "llm" has no modl',
      place: { file: 'app.yml', line: 5 },
      hint: 'The nearest name there is "model".',
    });
    expect(problem(locateAt(YAML, 'app.yml', 'env[name=MODEL].value')).hint).toContain('MODEL_ID');
    expect(problem(locateAt(YAML, 'app.yml', 'env[7].value')).code).toBe('layer-missing');
    expect(problem(locateAt('', 'app.yml', 'a')).message).toBe('app.yml is empty');
  });

  it.each([
    ['a: 1\na: 2', 'has the key "a" twice'],
    ['a: b: c', 'cannot be read'],
    ['a: !Sub "x"', 'with the tag !Sub, which is not run'],
    ['a: !!python/object:os.system "x"', 'which is not run'],
    ['a: .nan', 'the number NaN'],
    ['a: [{ x: .inf }]', 'the number Infinity'],
    [`a: ${'['.repeat(100)}${']'.repeat(100)}`, 'more than 64 levels'],
    ['items:\n  - {n: x}\n  - {n: x}\na: 1', ''],
  ])('refuses %s', (text, why) => {
    if (why === '') expect(problem(locateAt(text, 'a.yml', 'items[n=x]')).message).toContain('several items');
    else expect(problem(locateAt(text, 'a.yml', 'a')).message).toContain(why);
  });

  it('bounds aliases and nesting', () => {
    const bomb = `${Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${i === 0 ? 'x' : Array(9).fill(`*l${i - 1}`)}]`).join('\n')}\n`;
    expect(problem(locateAt(bomb, 'a.yml', 'l11')).message).toContain('cannot be read safely');
    expect(problem(locateAt('['.repeat(100_000), 'a.yml', 'a')).code).toBe('layer-invalid');
    expect(problem(locateAt('&a [*a]', 'a.yml', undefined)).code).toBe('layer-invalid');
    expect(problem(locateAt('---\na: 1\n'.repeat(101), 'a.yml', 'a')).message).toContain('more than 100 documents');
  });

  it('takes keys of the prototype for keys like any other', () => {
    expect(problem(locateAt('a: 1', 'a.yml', 'constructor.name')).code).toBe('layer-missing');
    expect(problem(locateAt('a: 1', 'a.yml', '__proto__')).code).toBe('layer-missing');
    const value = found(locateAt('a: { __proto__: { polluted: true } }', 'a.yml', 'a')).value;
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(['a..b', '.a', 'a[', 'a[x', 'a]', 'a[1]b', ''])('says where the path %j cannot be read', (at) => {
    expect(problem(locateAt('a: 1', 'a.yml', at)).message).toMatch(/cannot be read at its character \d+/);
  });
});

describe('JSON', () => {
  const JSON_TEXT = '{\n\t"llm": {\n\t\t"model": "gpt-4o",\n\t\t"a.b": [1, {"c": "d"}]\n\t}\n}\n';

  it('has lines and columns, tabs or not', () => {
    expect(found(locateAt(JSON_TEXT, 'a.json', 'llm.model'))).toEqual({
      value: 'gpt-4o',
      line: 3,
      column: 12,
      endLine: 3,
    });
    expect(found(locateAt(JSON_TEXT, 'a.json', 'llm["a.b"][1].c')).value).toBe('d');
  });

  it('allows comments in .jsonc only', () => {
    const commented = '{\n  // "model": "old",\n  "model": "http://x", /* y */\n}\n';
    expect(found(locateAt(commented, 'a.jsonc', 'model'))).toMatchObject({ value: 'http://x', line: 3 });
    expect(problem(locateAt(commented, 'a.json', 'model')).message).toContain('cannot be read');
  });

  it('refuses duplicate keys and what is no JSON', () => {
    expect(problem(locateAt('{"a": 1, "a": 2}', 'a.json', 'a')).message).toContain('the key "a" twice');
    expect(problem(locateAt('a: 1', 'a.json', 'a')).message).toContain('cannot be read');
  });
});

describe('TOML', () => {
  const TOML =
    '[llm]\n# model = "gpt-4o"\nnote = "gpt-4o"\nmodel = "gpt-4o"\nwhen = 2026-01-01\nn = 1\n[[env]]\nname = "A"\nvalue = \'x\'\n[[env]]\nname = "B"\nvalue = \'x\'\n[inline]\nt = { model = "gpt-4o", "a.b" = [1, 2] }\n';

  it.each([
    ['llm.model', 'gpt-4o', 4],
    ['env[name=B].value', 'x', 12],
    ['env[0].value', 'x', 9],
    ['inline.t.model', 'gpt-4o', 14],
  ])('%s', (at, value, line) =>
    expect(found(locateAt(TOML, 'a.toml', at))).toMatchObject({ value, line, endLine: line }),
  );

  it('gives other values without a line, and refuses dates', () => {
    expect(found(locateAt(TOML, 'a.toml', 'inline.t["a.b"]'))).toEqual({ value: [1, 2] });
    expect(problem(locateAt(TOML, 'a.toml', 'llm.when')).message).toContain('holds a date');
  });

  it('names the nearest key, and where the syntax fails', () => {
    expect(problem(locateAt(TOML, 'a.toml', 'llm.modl')).hint).toContain('"model"');
    expect(problem(locateAt(TOML, 'a.toml', 'constructor')).code).toBe('layer-missing');
    expect(problem(locateAt('a = 1\nb = \n', 'a.toml', 'a'))).toMatchObject({ place: { file: 'a.toml', line: 2 } });
    expect(problem(locateAt('a = 1\na = 2\n', 'a.toml', 'a')).code).toBe('layer-invalid');
  });
});

it('reads paths by the file name only', () => {
  const refused = problem(locateAt('a: 1', 'prompt.txt', 'a'));
  expect(refused.message).toBe(
    'prompt.txt is not YAML, JSON or TOML by its name, so no value at the path "a" can be read from it',
  );
});
