import { describe, expect } from 'vitest';
import { NEW_MODEL, triage, unless } from '../e2e/support/triage.ts';
import type { WorkTreeFiles } from '../support/git.ts';
import { CONFIG_FILE, CONFIGURATION, GOOD_MODEL, pullRequest } from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';
import { attackOnStage } from './table/stage-attack.ts';

/** A change that passes where nothing is too large. */
const GOOD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n` };
const MIB = 1024 * 1024;
const mebibytes = (count: number, character = 'x') => character.repeat(count * MIB);

const scored = (scorer: object): WorkTreeFiles => {
  const suite = { cases: 'evals/triage.jsonl', scorers: { accuracy: scorer } };
  return { [CONFIG_FILE]: CONFIGURATION.replace('suite: evals/triage.jsonl', `suite: ${JSON.stringify(suite)}`) };
};
const cases = (text: string): WorkTreeFiles => ({ 'evals/triage.jsonl': text });
const withSchema = (schema: string): WorkTreeFiles => ({
  ...scored({ type: 'json-schema', schema: 'evals/schema.json' }),
  'evals/schema.json': schema,
});

const AT_THE_BASE: readonly [string, WorkTreeFiles, string][] = [
  ['a dataset of 65 MiB', cases(mebibytes(65)), 'more than the'],
  ['100,001 cases', cases('{"input":"a"}\n'.repeat(100_001)), 'more than the 100000 allowed'],
  ['a recording of 65 MiB', { 'evals/recorded.jsonl': mebibytes(65) }, 'more than the'],
  ['a schema of 2 MiB', withSchema(`{"description":"${mebibytes(2)}"}`), 'longer than 1 MiB'],
  ['a schema that nests 1,000 levels', withSchema(`${'{"not":'.repeat(1000)}{}${'}'.repeat(1000)}`), 'too deeply'],
  ['a pattern of 3,000 characters', scored({ type: 'regex', pattern: 'a'.repeat(3_000) }), 'characters'],
];

const AT_THE_HEAD: readonly [string, WorkTreeFiles, string][] = [
  ['a prompt of 2 MiB', { 'prompts/triage.md': `{{input}}${mebibytes(2)}` }, 'at most 1048576'],
  ['a file of 65 MiB for the model', { 'src/models.ts': mebibytes(65, ' ') }, 'at most 1048576'],
  [
    'a template that nests 200 levels',
    { 'prompts/triage.md': '{{#a}}'.repeat(200) + '{{/a}}'.repeat(200) },
    'nest more than 30',
  ],
  [
    'a model ID of 100,000 characters',
    { 'src/models.ts': `export const TRIAGE_MODEL = '${'a'.repeat(100_000)}';\n` },
    'at most 512',
  ],
];

describe('what is too large', () => {
  for (const [name, files, words] of AT_THE_BASE) {
    attack('T12', `a yardstick with ${name}`, BLOCKED, async () => {
      const { state, problems } = await pullRequest(GOOD, files);
      expect(problems.join('\n')).toContain(words);
      return state;
    });
  }

  for (const [name, files, words] of AT_THE_HEAD) {
    attack('T12', `a head with ${name}`, BLOCKED, async () => {
      const { state, problems } = await pullRequest({ ...GOOD, ...files });
      expect(problems.join('\n')).toContain(words);
      return state;
    });
  }

  attackOnStage('T12', 'replies of 21 MiB', BLOCKED, async (stage) => {
    stage.reply(unless(NEW_MODEL, () => ({ text: mebibytes(21) })));
    const { status, verdict } = await stage.run(
      await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) }),
    );
    expect(verdict?.migrations[0]?.calls.failed).toBeGreaterThan(0);
    return status?.state;
  });

  attackOnStage('T12', 'streams of 21 MiB', BLOCKED, async (stage) => {
    const application = { acceptance: { accuracy: { 'max-drop': 0.05 }, 'ttft-p50': { 'max-ratio': 2 } } };
    stage.reply(unless(NEW_MODEL, () => ({ text: mebibytes(21) })));
    const pull = await stage.pullRequest({
      base: triage({ application }),
      head: triage({ application, model: NEW_MODEL }),
    });
    return (await stage.run(pull)).status?.state;
  });
});
