import { describe, expect } from 'vitest';
import { refused } from './support/refusal.ts';
import { CONFIG, NEW_MODEL, triage } from './support/triage.ts';

const BASE = triage();
const APP = 'app/triage.yml';
const HEAD = { [APP]: String(triage({ model: NEW_MODEL })[APP]) };
const ON_BASE = 'What measures is read from the base branch: mend it there first.';

/** The settings of the application with one line for the model's. */
const settings = (model: string) => `llm:\n  model: ${model}\n  parameters: { maxTokens: 64 }\n`;

describe.concurrent('a layer that cannot be read', () => {
  refused('a file that the head removes', async ({ refuse }) => {
    const { problems, verdict } = await refuse(BASE, { ...HEAD, 'prompts/triage.md': null });
    expect(problems).toEqual([
      `${CONFIG}:10:13: there is no file prompts/triage.md at ${verdict.head.slice(0, 7)} (application triage, target side)\n  Correct the path in the configuration of this side, or add the file.`,
    ]);
    // What could be read is still told.
    expect(verdict.migrations).toMatchObject([
      { application: 'triage', kind: 'changed', verdict: 'invalid', calls: { planned: 0 } },
    ]);
  });

  refused('a file that the source does not have', async ({ refuse }) => {
    const { problems } = await refuse(triage({ application: { prompt: 'prompts/v2.md' } }), {
      ...HEAD,
      'prompts/v2.md': '{{input}}\n',
    });
    expect(problems).toEqual([
      expect.stringMatching(/there is no file prompts\/v2\.md at [0-9a-f]{7} \(application triage, source side\)/),
    ]);
  });

  refused('files that neither side has', async ({ refuse }) => {
    const at = (prompt: string) =>
      triage({ application: { prompt, model: { file: 'app/gone.yml', at: 'model' }, parameters: { value: {} } } });
    const { problems } = await refuse(at('prompts/one.md'), { [CONFIG]: String(at('prompts/two.md')[CONFIG]) });
    const lines = problems.map((problem) => problem.split('\n')[0]?.replace(/ at [0-9a-f]{7}/, ''));
    expect(lines).toEqual([
      `${CONFIG}:5:7: there is no file app/gone.yml (application triage, source side)`,
      `${CONFIG}:9:13: there is no file prompts/one.md (application triage, source side)`,
      `${CONFIG}:5:7: there is no file app/gone.yml (application triage, target side)`,
      `${CONFIG}:9:13: there is no file prompts/two.md (application triage, target side)`,
    ]);
  });

  refused('a path that is not in its file, the nearest named', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { [APP]: `llm:\n  modell: ${NEW_MODEL}\n  parameters: {}\n` });
    expect(problems).toEqual([
      `${APP}:2: ${APP} has no "llm.model": "llm" has no model (application triage, target side)\n  The nearest name there is "modell".`,
    ]);
  });

  refused('a constant that is not in its file, the nearest named', async ({ refuse }) => {
    const model = { file: 'src/models.ts', const: 'TRIAGE_MODEL' };
    const { problems } = await refuse(
      triage({
        application: { model },
        files: { 'src/models.ts': "export const TRIAGE_MODEL = 'amazon.nova-lite-v1:0';\n" },
      }),
      { 'src/models.ts': "export const TRIAGE_MODELS = 'amazon.nova-pro-v1:0';\n" },
    );
    expect(problems).toEqual([
      'src/models.ts: src/models.ts defines no constant TRIAGE_MODEL (application triage, target side)\n  The nearest name there is TRIAGE_MODELS.',
    ]);
  });

  refused('YAML that nests without end, told once', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { [APP]: '['.repeat(200_000) });
    expect(problems).toEqual([
      `${APP}: ${APP} nests too deeply to be read safely (application triage, target side)\n  Mend the file, or name another place of the value.`,
    ]);
  });

  refused('malformed YAML', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { [APP]: 'llm:\n  model: [x\n' });
    expect(problems).toEqual([
      expect.stringMatching(
        /^app\/triage\.yml:3:1: app\/triage\.yml cannot be read: .*\(application triage, target side\)\n {2}Mend the file/,
      ),
    ]);
  });

  refused('an alias bomb', async ({ refuse }) => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${
          level === 0
            ? 'x'
            : Array(9)
                .fill(`*l${level - 1}`)
                .join(', ')
        }]\n`,
    );
    const { problems } = await refuse(BASE, {
      [APP]: `${levels.join('')}llm: { model: x, parameters: { a: *l11 } }\n`,
    });
    expect(problems).toEqual([expect.stringContaining('app/triage.yml cannot be read safely: Excessive alias count')]);
  });

  refused('a placeholder without a value: side, file, line and case', async ({ refuse }) => {
    const { problems } = await refuse(BASE, {
      ...HEAD,
      'prompts/triage.md': 'Sort this.\n{{input}} of {{customer}}\n',
    });
    expect(problems).toEqual([
      'prompts/triage.md:2: the placeholder {{customer}} has no value, here and in 19 more cases (application triage, target side, case case-1)\n  The case has input.',
    ]);
  });

  refused('a template that cannot be read', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { ...HEAD, 'prompts/triage.md': 'Sort {{input\n' });
    expect(problems).toEqual([expect.stringMatching(/^prompts\/triage\.md:1.*\(application triage, target side\)/)]);
  });
});

describe.concurrent('a path that leads elsewhere', () => {
  refused.for([
    ['prompt', '../../etc/passwd', 'leaves the repository'],
    ['prompt', '/etc/passwd', 'is absolute'],
    ['suite', '../outside.jsonl', 'leaves the repository'],
    ['suite', '/etc/passwd', 'is absolute'],
    ['suite', 'evals/../../outside.jsonl', 'leaves the repository'],
  ] as const)('%s: %s %s', async ([key, path, why], { refuse }) => {
    const { problems } = await refuse(triage({ application: { [key]: path } }), HEAD);
    expect(problems).toEqual([expect.stringMatching(/^\.github\/changeover\.yml:1[01]:1[23]: the path /)]);
    expect(problems[0]).toContain(
      `the path "${path}" ${why} (application triage, yardstick)\n  Write a path from the root of the repository, such as evals/triage.jsonl. ${ON_BASE}`,
    );
  });

  refused('a layer that is a symbolic link', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { ...HEAD, 'prompts/triage.md': { symlink: '/etc/passwd' } });
    expect(problems).toEqual([
      `${CONFIG}:10:13: prompts/triage.md is a symbolic link, which is never followed (application triage, target side)\n  Name the file itself.`,
    ]);
  });

  refused('a layer behind a linked folder', async ({ refuse }) => {
    const { problems } = await refuse(BASE, {
      ...HEAD,
      'prompts/triage.md': null,
      'elsewhere/triage.md': 'Other: {{input}}\n',
      prompts: { symlink: 'elsewhere' },
    });
    expect(problems).toEqual([
      `${CONFIG}:10:13: prompts/triage.md lies behind the symbolic link prompts, which is never followed (application triage, target side)\n  Name the file itself.`,
    ]);
  });

  refused('a dataset that is a symbolic link', async ({ refuse }) => {
    const files = {
      'evals/triage.jsonl': { symlink: 'real.jsonl' },
      'evals/real.jsonl': String(BASE['evals/triage.jsonl']),
    };
    const { problems } = await refuse({ ...BASE, ...files }, HEAD);
    expect(problems).toEqual([
      `${CONFIG}:11:12: the dataset "evals/triage.jsonl" passes through the symbolic link "evals/triage.jsonl" (application triage, yardstick)\n  Name the file itself.`,
    ]);
  });

  refused('links in the work tree too', async ({ refuse }) => {
    const { problems } = await refuse(BASE, { ...HEAD, 'prompts/triage.md': { symlink: '/etc/passwd' } }, [
      '--base',
      'main',
    ]);
    expect(problems).toEqual([
      `${CONFIG}:10:13: prompts/triage.md is a symbolic link, which is never followed (application triage, target side)\n  Name the file itself.`,
    ]);
  });
});

describe.concurrent('a model that cannot be called', () => {
  const UNSEEN = 'Type the ID again by hand: letters, digits and . _ : / @ + - only.';

  refused.for<[string, string, string]>([
    [
      'a look-alike character, by its code point',
      '"\u0430mazon.nova-lite-v1:0"',
      `the model ID "<U+0430>mazon.nova-lite-v1:0" holds U+0430 (\u0430), which no model ID has (application triage, target side)\n  ${UNSEEN}`,
    ],
    [
      'an invisible character, by its code point',
      '"amazon.nova\u200b-lite-v1:0"',
      `the model ID "amazon.nova<U+200B>-lite-v1:0" holds U+200B, which no model ID has (application triage, target side)\n  ${UNSEEN}`,
    ],
    [
      'an ID of no provider',
      'acme-1',
      'the model ID "acme-1" does not say which provider has it (application triage, target side)\n  Write provider: with one of anthropic, bedrock, google, mistral, openai.',
    ],
    [
      'an ID that is no text',
      '42',
      'the model is a number here, where text is needed (application triage, target side)\n  Name the place of a text; numbers that are meant as text need quotes.',
    ],
  ])('%s', async ([, model, expected], { refuse }) => {
    const { problems } = await refuse(BASE, { [APP]: settings(model) });
    expect(problems).toEqual([`${APP}:2:10: ${expected}`]);
  });

  refused('an ID that fits several providers, which are named', async ({ refuse }) => {
    const providers = {
      'local-vllm': { type: 'openai', 'base-url': 'http://127.0.0.1:1/v1' },
      'other-vllm': { type: 'openai', 'base-url': 'http://127.0.0.1:2/v1' },
    };
    const { problems } = await refuse(triage({ configuration: { providers } }), { [APP]: settings('gpt-oss-120b') });
    expect(problems).toEqual([
      `${APP}:2:10: the model "gpt-oss-120b" fits several providers: local-vllm, other-vllm (application triage, target side)\n  Write provider: with one of them, or the model as local-vllm:gpt-oss-120b.`,
    ]);
  });

  refused('a provider that the head’s own file names and nobody defined', async ({ refuse }) => {
    const base = triage({
      application: { provider: { file: 'app/provider.txt' } },
      files: { 'app/provider.txt': 'bedrock\n' },
    });
    const { problems } = await refuse(base, { 'app/provider.txt': 'bedrok\n' });
    expect(problems).toEqual([
      expect.stringMatching(
        /^app\/provider\.txt:1:1: the provider "bedrok" is not defined \(application triage, target side\)\n {2}Did you mean "bedrock"\?/,
      ),
    ]);
  });
});
