import { describe, expect } from 'vitest';
import { BOTH_SIDES } from './support/change.ts';
import { refused } from './support/refusal.ts';
import { CONFIG, NEW_MODEL, triage } from './support/triage.ts';

const BASE = triage();
const TEXT = String(BASE[CONFIG]);
/** The change that would be evaluated if the configuration could be read. */
const HEAD = { 'app/triage.yml': String(triage({ model: NEW_MODEL })['app/triage.yml']) };
const ON_BASE = 'What measures is read from the base branch: mend it there first.';

/** Anchors that stand for nine of the one before: 9^11 values when they are expanded. */
const ALIAS_BOMB = Array.from(
  { length: 12 },
  (_, level) =>
    `l${level}: &l${level} [${
      level === 0
        ? 'x'
        : Array(9)
            .fill(`*l${level - 1}`)
            .join(', ')
    }]\n`,
).join('');

describe.concurrent('a configuration that cannot be used', () => {
  refused.for<[string, string, readonly string[]]>([
    [
      'malformed YAML',
      TEXT.replace('prompt: prompts/triage.md', 'prompt: [prompts/triage.md'),
      [
        `${CONFIG}:11:5: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] (yardstick)\n  ${ON_BASE}`,
      ],
    ],
    [
      'a tab',
      TEXT.replace('    prompt:', '\t\tprompt:'),
      [
        `${CONFIG}:10:1: not valid YAML: tabs are not allowed as indentation (yardstick)`,
        `${CONFIG}:11:12: not valid YAML: nested mappings are not allowed`,
      ],
    ],
    [
      'numbers that are none',
      TEXT.replace('max-drop: 0.2', 'max-drop: .nan'),
      [`${CONFIG}:14:19: .nan is not a finite number (yardstick)\n  ${ON_BASE}`],
    ],
    [
      'an unknown key',
      TEXT.replace('acceptance:', 'acceptence:'),
      [
        `${CONFIG}:12:5: applications.triage has no key "acceptence" (application triage, yardstick)\n  Did you mean "acceptance"? Valid here: acceptance, deployment, model, owners, parameters, prompt, provider, suite, system. ${ON_BASE}`,
      ],
    ],
    [
      'a duplicate key',
      `${TEXT}version: 1\n`,
      [`${CONFIG}:15:1: the key "version" is written twice; first on line 1 (yardstick)\n  ${ON_BASE}`],
    ],
    [
      'an alias bomb',
      `${TEXT}${ALIAS_BOMB}`,
      [`${CONFIG}:16:10: the document uses more than 50 aliases (yardstick)\n  ${ON_BASE}`],
    ],
    [
      'nesting without end',
      `${TEXT}x: ${'['.repeat(100_000)}`,
      [`${CONFIG}: the file nests too deeply to be read safely (yardstick)\n  ${ON_BASE}`],
    ],
    [
      'wrong types, all at once',
      TEXT.replace('version: 1', 'version: one').replace('max-drop: 0.2', 'max-drop: much'),
      [
        `${CONFIG}:1:10: version must be 1, not "one" (yardstick)`,
        `${CONFIG}:14:19: applications.triage.acceptance.accuracy.max-drop must be a number, not text (application triage, yardstick)`,
      ],
    ],
    [
      'a bare string for the model',
      String(triage({ application: { model: 'gpt-4o' } })[CONFIG]),
      [
        `${CONFIG}:4:12: applications.triage.model must be a map of keys, not text (application triage, yardstick)\n  Write { value: "gpt-4o" }, or { file: …, at: … } where the ID lives in a file.`,
      ],
    ],
    [
      'a provider that nobody defined',
      String(triage({ application: { provider: 'bedrok' } })[CONFIG]),
      [
        `${CONFIG}:15:15: the provider "bedrok" is not defined (application triage, yardstick)\n  Did you mean "bedrock"?`,
      ],
    ],
    [
      'a scorer that nobody built',
      String(
        triage({
          application: { suite: { cases: 'evals/triage.jsonl', scorers: { accuracy: { type: 'exact-mach' } } } },
        })[CONFIG],
      ),
      [
        `${CONFIG}:15:11: scorer accuracy: there is no scorer type \`exact-mach\` (application triage, yardstick)\n  Did you mean \`exact-match\`?`,
      ],
    ],
    ['an empty file', '', [`${CONFIG}: the file is empty (yardstick)\n  ${ON_BASE}`]],
    [
      'no applications',
      'version: 1\n',
      [`${CONFIG}:1:1: the file needs the key "applications" (yardstick)\n  ${ON_BASE}`],
    ],
  ])('%s', async ([, text, expected], { refuse }) => {
    const { problems } = await refuse({ ...BASE, [CONFIG]: text }, HEAD);
    expect(problems).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  refused('keys and values of later versions are refused, never ignored', async ({ refuse }) => {
    const later = triage({
      application: {
        tools: 'app/tools.json',
        suite: {
          cases: 'evals/triage.jsonl',
          source: 'auto',
        },
      },
    });
    const { problems } = await refuse(later, HEAD);
    expect(problems.map((problem) => problem.split('\n')[0])).toEqual([
      `${CONFIG}:13:15: "source: auto" is not built yet: recorded replies for a source that can no longer be called (application triage, yardstick)`,
      `${CONFIG}:17:5: "tools" is not built yet: the layer tools (application triage, yardstick)`,
    ]);
  });

  refused('scorers of later versions too', async ({ refuse }) => {
    const suite = { cases: 'evals/triage.jsonl', scorers: { accuracy: { type: 'judge' } } };
    const { problems } = await refuse(triage({ application: { suite } }), HEAD);
    expect(problems).toEqual([
      expect.stringContaining(
        `${CONFIG}:15:11: scorer accuracy: the scorer type \`judge\` is not built yet (application triage, yardstick)`,
      ),
    ]);
  });

  refused('the head’s own is mended in the pull request', async ({ refuse }) => {
    const { problems, verdict } = await refuse(BASE, { ...HEAD, [CONFIG]: `${TEXT}bad: [` });
    expect(problems).toEqual([
      `${CONFIG}:15:7: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] (target side)\n  Mend it in the pull request.`,
    ]);
    expect(verdict.migrations).toEqual([]);
  });

  refused('a symbolic link is no configuration', async ({ refuse }) => {
    const { problems } = await refuse({ ...BASE, [CONFIG]: { symlink: '../real.yml' }, 'real.yml': TEXT }, HEAD);
    expect(problems).toEqual([
      `${CONFIG}: the configuration is, or passes through, a symbolic link (yardstick)\n  ${ON_BASE}`,
    ]);
  });

  refused('nor is a file that is not text', async ({ refuse }) => {
    const { problems } = await refuse({ ...BASE, [CONFIG]: new Uint8Array([0xff, 0xfe, 0x00]) }, HEAD);
    expect(problems).toEqual([`${CONFIG}: the configuration is not UTF-8 text (yardstick)\n  ${ON_BASE}`]);
  });

  refused('none on either side says what to write', async ({ refuse }) => {
    const { problems } = await refuse(BASE, HEAD, [...BOTH_SIDES, '--config', 'gone.yml']);
    expect(problems).toEqual([
      'neither the base nor the target has a configuration at gone.yml\n  Write gone.yml in the work tree, or name another with --config: it needs `version: 1` and under `applications` a name with `model` and `suite`.',
    ]);
  });

  refused('in observe mode a suite that cannot be read is still observed only', async ({ refuse }) => {
    const base = triage({ policy: { mode: 'observe' }, files: { 'evals/triage.jsonl': 'not json\n' } });
    const { verdict } = await refuse(base, HEAD);
    expect(verdict.mode).toBe('observe');
  });
});
