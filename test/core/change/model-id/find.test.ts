import { describe, expect, it } from 'vitest';
import { findModelIds } from '../../../../src/core/change/model-id/find.ts';
import { lineStyleOf } from '../../../../src/core/change/model-id/line-style.ts';

function idsIn(file: string, line: string): string[] {
  const style = lineStyleOf(file);
  if (!style) throw new Error(`${file} is not scanned`);
  return findModelIds(line, style).map(({ id }) => id);
}

describe('IDs that a line uses', () => {
  it.each([
    ['a.ts', "const MODEL = 'gpt-4o';", ['gpt-4o']],
    ['a.ts', 'run({ model: "o3" }); // was "o1"', ['o3']],
    ['a.ts', "pick('gpt-4o', `claude-sonnet-4-6`)", ['gpt-4o', 'claude-sonnet-4-6']],
    ['a.ts', "model: 'openai:gpt-4o',", ['gpt-4o']],
    ['a.ts', 'body = "{\\"model\\": \\"gpt-4o\\"}"', ['gpt-4o']],
    ['a.ts', 'fetch("/v1/chat?model=gpt-4o&stream=1")', ['gpt-4o']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test has one
    ['a.ts', 'const m = `${geo}.anthropic.claude-sonnet-4-6`;', ['anthropic.claude-sonnet-4-6']],
    [
      'main.tf',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test has one
      'resource = "arn:aws:bedrock:${var.region}::foundation-model/amazon.nova-lite-v1:0"',
      ['amazon.nova-lite-v1:0'],
    ],
    ['a.go', '*model = "gpt-4o"', ['gpt-4o']],
    ['a.py', 'MODEL = "gpt-4o"  # not "o3"', ['gpt-4o']],
    ['a.py', "url = 'http://x' + '#' + 'gpt-4o'", ['gpt-4o']],
    ['a.yml', '  model: gpt-4o   # or o3', ['gpt-4o']],
    ['a.yml', '- o3', ['o3']],
    ['a.yml', 'models: [gpt-4o, o3, "o4-mini"]', ['gpt-4o', 'o3', 'o4-mini']],
    ['a.yml', 'model: anthropic.claude-3-5-sonnet-20240620-v1:0', ['anthropic.claude-3-5-sonnet-20240620-v1:0']],
    ['a.yml', 'run: llm --model gpt-4o --fast', ['gpt-4o']],
    ['.env', 'export MODEL=o3', ['o3']],
    ['.env.production', 'MODELS=gpt-4o,o3', ['gpt-4o', 'o3']],
    ['a.properties', 'llm.model:gpt-4o', ['gpt-4o']],
    ['a.ini', 'model = gpt-4o ; old', ['gpt-4o']],
    ['Dockerfile', 'ENV MODEL gpt-4o', ['gpt-4o']],
    ['deploy/Dockerfile.gpu', 'ENV MODEL=gpt-4o', ['gpt-4o']],
    ['a.json', '{"model":"gpt-4o","next":"o3"}', ['gpt-4o', 'o3']],
    ['a.xml', '<model>gpt-4o</model>', ['gpt-4o']],
    ['a.sh', 'MODEL=gpt-4o', ['gpt-4o']],
  ])('%s: %s', (file, line, ids) => expect(idsIn(file, line)).toEqual(ids));

  it('says the column', () => {
    const style = lineStyleOf('a.ts');
    expect(style && findModelIds("f('x', 'openai:gpt-4o')", style)).toEqual([{ id: 'gpt-4o', column: 16 }]);
  });

  it.each([
    ['a.ts', 'const reply = await openai.chat.completions.create({'],
    ['a.ts', 'anthropic.messages.create(o3, o1)'],
    ['a.ts', 'const o3 = o1 + o4;'],
    ['a.ts', "throw new Error('gpt-4 is gone, use gpt-4o');"],
    ['a.ts', "// const MODEL = 'gpt-4o'"],
    ['a.ts', ' * const MODEL = "gpt-4o"'],
    ['a.ts', '/* model: "gpt-4o" */'],
    ['a.ts', "import encode from 'gpt-3-encoder';"],
    ['a.ts', "see('https://platform.openai.com/docs/models/gpt-4o')"],
    ['a.ts', "read('prompts/gpt-4.md')"],
    ['a.py', '# MODEL = "gpt-4o"'],
    ['a.py', 'text = "We moved from gpt-4 to claude-sonnet-4-6 in May"'],
    ['a.yml', 'description: gpt-4 was here before'],
    ['a.yml', 'description: we use gpt-4o, and o3'],
    ['a.yml', '  - uses: anthropics/claude-code-action@v1'],
    ['a.yml', 'image: registry.example.com/o3:1.0'],
    ['a.yml', 'sha: da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['package.json', '"openai": "^4.0.0", "llama-index": "1.0.0"'],
    ['iam.json', '"Resource": "arn:aws:bedrock:*::foundation-model/anthropic.claude-*"'],
  ])('none in %s: %s', (file, line) => expect(idsIn(file, line)).toEqual([]));

  it('is quick on long lines', () => {
    expect(idsIn('a.json', `{"a":"${'gpt-4/'.repeat(100_000)}"}`)).toEqual([]);
    expect(idsIn('a.yml', `a: ${'gpt-4,'.repeat(50_000)}`)).toContain('gpt-4');
  });
});

describe('lineStyleOf', () => {
  it.each([
    'README.md',
    'docs/a.rst',
    'notes.txt',
    'a.adoc',
    'data.jsonl',
    'a.csv',
    'prompt.j2',
    'Makefile.md',
    'image.png',
    'LICENSE',
  ])('does not scan %s', (file) => expect(lineStyleOf(file)).toBeUndefined());
});
