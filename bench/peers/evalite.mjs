import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODELS, MOST_TOKENS, questions } from './questions.mjs';

/** `evalite run` on both models, with two scorers, calling by `fetch`; its results stay in memory. */
export function evalite({ url, cases, concurrency, peers, scratch }) {
  const folder = mkdtempSync(join(scratch, 'evalite-'));
  symlinkSync(join(peers, 'node_modules'), join(folder, 'node_modules'));
  const files = {
    'package.json': '{ "type": "module" }\n',
    'questions.json': JSON.stringify(questions(cases)),
    'evalite.config.ts': CONFIGURATION(concurrency),
    'bench.eval.ts': EVALUATION(url),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const words = [join(peers, 'node_modules/evalite/dist/bin.js'), 'run', '--hideTable', '--threshold', '0'];
  return () => ({ words, cwd: folder, env: { CI: '1' } });
}

const CONFIGURATION = (concurrency) => `import { defineConfig } from 'evalite/config';
import { createInMemoryStorage } from 'evalite/in-memory-storage';
export default defineConfig({
  maxConcurrency: ${concurrency},
  testTimeout: 600000,
  storage: () => createInMemoryStorage(),
});
`;

const EVALUATION = (url) => `import { readFileSync } from 'node:fs';
import { evalite } from 'evalite';
const data = JSON.parse(readFileSync('questions.json', 'utf8'));
evalite.each(${JSON.stringify(MODELS.map((model) => ({ name: model, input: model })))})('bench', {
  data,
  task: async (input, model) => {
    const response = await fetch('${url}/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model, messages: [{ role: 'user', content: input }], max_tokens: ${MOST_TOKENS}, temperature: 0,
      }),
    });
    return (await response.json()).choices[0].message.content;
  },
  scorers: [
    { name: 'equals', scorer: ({ output, expected }) => (output === expected ? 1 : 0) },
    { name: 'format', scorer: ({ output }) => (/^(yes|no)$/.test(output) ? 1 : 0) },
  ],
});
`;
