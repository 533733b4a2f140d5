import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODELS, MOST_TOKENS, questions } from './questions.mjs';

/** `promptfoo eval` on both models, with two assertions a case; without its cache, telemetry, table or question for updates. */
export function promptfoo({ provider, url, cases, concurrency, peers, scratch }) {
  const folder = mkdtempSync(join(scratch, 'promptfoo-'));
  const tests = questions(cases).map(({ input, expected }) => JSON.stringify({ vars: { input, expected } }));
  writeFileSync(join(folder, 'tests.jsonl'), `${tests.join('\n')}\n`);
  const configuration = {
    prompts: ['{{input}}'],
    providers: MODELS.map((model) => PROVIDERS[provider](model, url)),
    defaultTest: {
      assert: [
        { type: 'equals', value: '{{expected}}' },
        { type: 'regex', value: '^(yes|no)$' },
      ],
    },
    tests: 'file://tests.jsonl',
  };
  writeFileSync(join(folder, 'promptfooconfig.json'), JSON.stringify(configuration));
  const words = [
    join(peers, 'node_modules/promptfoo/dist/src/entrypoint.js'),
    ...['eval', '-c', 'promptfooconfig.json', '-o', 'out.json', '-j', String(concurrency)],
    ...['--no-cache', '--no-table', '--no-progress-bar', '--no-share'],
  ];
  const env = {
    PROMPTFOO_CONFIG_DIR: join(folder, 'home'),
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
    // Wrong replies are part of the work.
    PROMPTFOO_FAILED_TEST_EXIT_CODE: '0',
    OPENAI_API_KEY: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return () => ({ words, cwd: folder, env });
}

const PROVIDERS = {
  openai: (model, url) => ({
    id: `openai:chat:${model}`,
    config: { apiBaseUrl: `${url}/v1`, temperature: 0, max_tokens: MOST_TOKENS },
  }),
  bedrock: (model, url) => ({
    id: `bedrock:converse:${model}`,
    config: { region: 'us-east-1', endpoint: url, temperature: 0, maxTokens: MOST_TOKENS },
  }),
};
