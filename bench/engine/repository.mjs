import { startRepository } from '../support/git-repository.mjs';

const SLICES = ['billing', 'refund', 'technical', 'account', 'other'];

/** Providers of a configuration, by the name that the tables use. */
const PROVIDERS = {
  bedrock: () => 'type: bedrock, region: us-east-1',
  openai: (url) => `type: openai, base-url: "${url}/v1"`,
};

/** Bounds of every kind, so wide that they hold: a check that does not pass ends the benchmark. */
const EVERY_KIND = `
      accuracy:      { min: 0.7, max-drop: 0.25, slices: all }
      format:        { min: 0.99 }
      latency-p95:   { max-ratio: 2 }
      cost:          { max-ratio: 20 }
      output-tokens: { max-ratio: 1.5 }`;

/** The same without times, which a second run would have to measure again where its replies come from two runs. */
const UNTIMED = EVERY_KIND.replace(/\n *latency.*/, '');

/** One that holds whatever the number of cases. */
const LEAST = `
      format: { min: 0.99 }`;

export const ACCEPTANCE = { everyKind: EVERY_KIND, untimed: UNTIMED, least: LEAST };

/** A git repository whose last commit changes the model of an application with so many cases, all of which are evaluated. */
export function makeRepository(folder, { provider, url, cases, concurrency, acceptance }) {
  const commit = startRepository(folder);
  commit({
    '.github/changeover.yml': configuration(PROVIDERS[provider](url), concurrency, acceptance),
    'app/model.yml': 'model: amazon.nova-lite-v1:0\n',
    'prompts/triage.system.md': 'Answer with yes or no.\n',
    'prompts/triage.md': 'Is this ticket about an invoice? {{input}}\n',
    'evals/triage.jsonl': dataset(cases),
  });
  commit({ 'app/model.yml': 'model: amazon.nova-pro-v1:0\n' });
}

function configuration(provider, concurrency, acceptance) {
  return `version: 1
providers:
  bench: { ${provider}, concurrency: ${concurrency} }
prices:
  amazon.nova-lite-v1:0: { input: 0.06, output: 0.24 }
  amazon.nova-pro-v1:0: { input: 0.8, output: 3.2 }
applications:
  triage:
    provider: bench
    model:  { file: app/model.yml, at: model }
    parameters: { value: { max-tokens: 64, temperature: 0 } }
    system: prompts/triage.system.md
    prompt: prompts/triage.md
    suite:
      cases: evals/triage.jsonl
      stop: fixed
      scorers:
        accuracy: { type: exact-match, normalise: [lowercase, trim] }
        format:   { type: regex, pattern: '^(yes|no)$' }
    acceptance:${acceptance}
`;
}

function dataset(cases) {
  const lines = Array.from({ length: cases }, (_, index) =>
    JSON.stringify({
      id: `case-${index}`,
      input: `Ticket ${index}: the invoice of last month was charged twice, please refund.`,
      expected: 'yes',
      slice: SLICES[index % SLICES.length],
    }),
  );
  return `${lines.join('\n')}\n`;
}
