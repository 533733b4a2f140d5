import { describe, expect, test } from 'vitest';
import type { Layer, LayerName, Side, Variant } from '../../../src/core/contracts/layer.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import type { Case } from '../../../src/core/contracts/suite.ts';
import { checkTemplates } from '../../../src/core/plan/check-templates.ts';
import { renderRequest } from '../../../src/core/plan/render.ts';

function variantOf(layers: Partial<Record<LayerName, Layer['value']>>, side: Side = 'target'): Variant {
  const written = Object.entries(layers).map(([name, value]) => [
    name,
    { name, value, places: [{ file: `prompts/triage.${name}.md` }] },
  ]);
  return { side, commit: 'work tree', model: 'gpt-5.4-mini', provider: 'openai', layers: Object.fromEntries(written) };
}

function caseOf(more: Partial<Case> = {}): Case {
  return { id: 'c-1', slices: [], critical: false, line: 1, ...more };
}

const filled = (prompt: string, testCase: Partial<Case>): string | undefined =>
  renderRequest(variantOf({ prompt }), caseOf(testCase)).messages[0]?.content;

const problemsOf = (prompt: string, cases: Partial<Case>[], side?: Side): readonly string[] =>
  checkTemplates([variantOf({ prompt }, side)], cases.map(caseOf)).problems.map(describeProblem);

describe('renderRequest', () => {
  test('sends what the layers say', () => {
    const variant = variantOf({
      system: 'You sort {{things}}.',
      prompt: 'Sort: {{input}}',
      parameters: { 'max-tokens': 100, temperature: 0 },
      deployment: { provider: 'openai', region: 'us-east-1', 'service-tier': 'flex' },
    });
    expect(renderRequest(variant, caseOf({ input: 'a & <b>' }))).toEqual({
      provider: 'openai',
      model: 'gpt-5.4-mini',
      system: 'You sort {{things}}.',
      messages: [{ role: 'user', content: 'Sort: a & <b>' }],
      parameters: { 'max-tokens': 100, temperature: 0 },
      deployment: { region: 'us-east-1', 'service-tier': 'flex' },
    });
  });

  test('without a prompt the input is the user message', () => {
    const request = renderRequest(variantOf({}), caseOf({ input: 'hello {{name}}' }));
    expect(request).toEqual({
      provider: 'openai',
      model: 'gpt-5.4-mini',
      messages: [{ role: 'user', content: 'hello {{name}}' }],
      parameters: {},
      deployment: {},
    });
  });

  test('messages are sent as they are', () => {
    const messages = [
      { role: 'user', content: 'a {{b}}' },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ] as const;
    expect(renderRequest(variantOf({}), caseOf({ messages })).messages).toEqual(messages);
  });

  test('throws what checkTemplates would have said', () => {
    expect(() => renderRequest(variantOf({ prompt: '{{x}}' }), caseOf({ vars: {} }))).toThrow(
      'prompts/triage.prompt.md:1: the placeholder {{x}} has no value (target side, case c-1)',
    );
  });
});

describe('templates', () => {
  test('put texts in as they are and other values as compact JSON', () => {
    const vars = { text: 'a "b"\n<c>', list: [1, 'two'], object: { a: null }, number: 1.5, no: false };
    expect(filled('{{text}}|{{{text}}}|{{&text}}|{{list}}|{{object}}|{{number}}|{{no}}', { vars })).toBe(
      'a "b"\n<c>|a "b"\n<c>|a "b"\n<c>|[1,"two"]|{"a":null}|1.5|false',
    );
  });

  test('a value is never a template itself', () => {
    expect(filled('{{a}}', { vars: { a: '{{b}}', b: 'x' } })).toBe('{{b}}');
  });

  test('input and context are placeholders', () => {
    expect(filled('{{context}} -> {{input}}', { input: 'q', context: 'docs' })).toBe('docs -> q');
    expect(filled('{{context}} {{a}}', { vars: { a: 'x' }, context: 'docs' })).toBe('docs x');
    expect(filled('{{context}}', { vars: { context: 'own' }, context: 'docs' })).toBe('own');
  });

  test('sections, inverted sections, dotted names, the item itself, comments', () => {
    const vars = {
      items: [{ n: 'a' }, { n: 'b' }],
      words: ['x', 'y'],
      none: [],
      user: { name: 'Ada' },
      'a.b': 'dotted',
    };
    expect(filled('{{#items}}{{n}};{{/items}}', { vars })).toBe('a;b;');
    expect(filled('{{#words}}{{.}},{{/words}}', { vars })).toBe('x,y,');
    expect(filled('{{^none}}nothing{{/none}}{{#none}}some{{/none}}', { vars })).toBe('nothing');
    expect(filled('{{user.name}} {{#user}}{{name}}{{/user}} {{a.b}}', { vars })).toBe('Ada Ada dotted');
    expect(filled('{{#items}}{{user.name}}{{n}} {{/items}}{{! a comment }}', { vars })).toBe('Adaa Adab ');
  });

  test('a section is a condition: what it leaves out needs no value', () => {
    expect(filled('a{{#extra}} {{extra}}{{/extra}}', { vars: {} })).toBe('a');
    expect(filled('a{{#extra}} {{extra}}{{/extra}}', { vars: { extra: 'b' } })).toBe('a b');
  });

  test('only own values count', () => {
    for (const name of ['constructor', '__proto__', 'hasOwnProperty', 'toString', 'a.length', 'a.constructor.name']) {
      expect(() => filled(`{{${name}}}`, { vars: { a: 'text' } }), name).toThrow('has no value');
    }
    expect(filled('{{constructor}} {{hasOwnProperty}}', { vars: { constructor: 'a', hasOwnProperty: 'b' } })).toBe(
      'a b',
    );
    expect(filled('{{__proto__}}', { vars: JSON.parse('{"__proto__": "own"}') })).toBe('own');
  });

  test('nested sections cannot multiply without bound', () => {
    const many = Array.from({ length: 200 }, () => 'x');
    const prompt = `${'{{#a}}'.repeat(8)}.${'{{/a}}'.repeat(8)}`;
    expect(() => filled(prompt, { vars: { a: many } })).toThrow('the prompt grows past 16 MiB');
  });
});

describe('checkTemplates: problems', () => {
  test('a placeholder without a value names side, file, line and case, once', () => {
    const cases = [{ vars: { customer: 'a' } }, { id: 'c-2', vars: {} }, { id: 'c-3', vars: { customer: null } }];
    expect(problemsOf('Hello\n{{customer}}', cases, 'source')).toEqual([
      'prompts/triage.prompt.md:2: the placeholder {{customer}} has no value, here and in 1 more case (source side, case c-2)\n  The case has nothing.',
    ]);
    expect(problemsOf('{{custmer}}', [{ vars: { customer: 'a' } }])[0]).toContain('Did you mean {{customer}}?');
    expect(problemsOf('{{input}}', [{ vars: { question: 'a' } }])[0]).toContain('The case has question.');
  });

  test.each([
    ['{{> header}}', 'a partial, {{> header}}, is not supported'],
    ['{{=<% %>=}}', 'a change of the delimiters'],
    ['a\n{{#open}} b', 'unclosed section "open"'],
    ['a\n{{/open}}', 'unopened section "open"'],
    ['a\n{{name', 'opened with {{ and never closed'],
    ['{{}}', 'has no name'],
    [`{{! ${' '.repeat(200_000)} }}`, 'longer than 1000 characters'],
    ['x'.repeat(600_000), 'longer than 524288 characters'],
    [`${'{{#a}}'.repeat(200)}${'{{/a}}'.repeat(200)}`, 'nest more than 30 levels'],
  ])('a template that cannot be used is refused once: %.20s', (prompt, words) => {
    const problems = problemsOf(prompt, [{ vars: { a: 1 } }, { id: 'c-2', vars: { a: 1 } }]);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems[0]).toContain('(target side)');
  });

  test('syntax errors name the line', () => {
    expect(problemsOf('a\nb\n{{/open}}', [{ vars: {} }])[0]).toContain('prompts/triage.prompt.md:3: ');
  });

  test('a prompt and messages, and vars without a prompt, do not fit', () => {
    expect(problemsOf('{{input}}', [{ messages: [{ role: 'user', content: 'a' }] }])).toEqual([
      expect.stringContaining('the case has `messages`, which a prompt leaves no place for (target side, case c-1)'),
    ]);
    const { problems } = checkTemplates([variantOf({})], [caseOf({ vars: { a: 1 } })]);
    expect(problems.map(describeProblem)).toEqual([
      expect.stringContaining('the case has `vars`, and there is no prompt to put them into (target side, case c-1)'),
    ]);
  });

  test('both sides are checked', () => {
    const sides = [variantOf({ prompt: '{{input}}' }, 'source'), variantOf({ prompt: '{{question}}' }, 'target')];
    const { problems } = checkTemplates(sides, [caseOf({ input: 'q' })]);
    expect(problems).toMatchObject([{ code: 'template', side: 'target', caseId: 'c-1' }]);
  });

  test('a line is told only of a template that is one whole file', () => {
    const prompt: Layer = {
      name: 'prompt',
      value: 'a\n{{x}}',
      places: [{ file: 'app.yml', line: 12, column: 3 }],
    };
    const { problems } = checkTemplates([{ ...variantOf({}), layers: { prompt } }], [caseOf({ vars: {} })]);
    expect(problems[0]?.place).toEqual({ file: 'app.yml', line: 12, column: 3 });
  });
});

describe('checkTemplates: warnings', () => {
  const warningsOf = (variants: Variant[], cases: Partial<Case>[]) =>
    checkTemplates(variants, cases.map(caseOf)).warnings.map(describeProblem);

  test('a value without a placeholder is named once', () => {
    const cases = [{ vars: { a: 'x', b: 'y' } }, { id: 'c-2', vars: { a: 'x', b: 'y' } }];
    const both = [variantOf({ prompt: '{{a}}' }, 'source'), variantOf({ prompt: '{{a}}' }, 'target')];
    expect(warningsOf(both, cases)).toEqual([
      'the value `b` of the cases is not sent: there is no placeholder {{b}} (case c-1)\n  Put {{b}} into the prompt, or leave the value out of the cases.',
    ]);
  });

  test('a value that one side alone drops is said of that side', () => {
    const sides = [variantOf({ prompt: '{{input}}' }, 'source'), variantOf({ prompt: 'hello' }, 'target')];
    expect(warningsOf(sides, [{ input: 'q' }])[0]).toContain(
      'the target’s prompt has no placeholder {{input}} (target side',
    );
  });

  test('sections and dotted names use a value', () => {
    const vars = { user: { name: 'Ada' }, tags: ['a'], extra: 1 };
    const prompt = '{{user.name}}{{#tags}}{{.}}{{/tags}}{{^extra}}none{{/extra}}';
    expect(warningsOf([variantOf({ prompt })], [{ vars }])).toEqual([]);
  });

  test('without a prompt nothing but the input is sent', () => {
    expect(warningsOf([variantOf({})], [{ input: 'q', context: 'docs' }])[0]).toContain('the value `context`');
    expect(warningsOf([variantOf({})], [{ input: 'q' }])).toEqual([]);
  });
});
