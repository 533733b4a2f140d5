/**
 * Writes fixtures/demo: the two sides of an example pull request, each a complete folder. The same files every time.
 * Usage: node scripts/make-demo.mjs [directory]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordedReplies, SOURCE, TARGET } from './demo/replies.mjs';
import { CRITICAL, TICKETS } from './demo/tickets.mjs';

const SYSTEM = `You sort support tickets of a web shop.
Answer with JSON only: {"category": "...", "reason": "..."}.
Categories: billing (invoices, prices, ways to pay), refund (money back), technical (something does not work),
account (the customer's own data).
Keep the reason under ten words.
`;

const CONFIGURATION = `version: 1

providers:
  recorded: { file: evals/recorded.jsonl }   # replayed: no network, no keys

applications:
  triage:
    provider: recorded
    model:  { file: src/models.ts, const: TRIAGE_MODEL }
    system: prompts/triage.system.md
    prompt: prompts/triage.md
    suite:
      cases: evals/triage.jsonl
      stop: fixed
      scorers:
        accuracy: { type: exact-match, extract: { json: category } }
        format:   { type: json-schema, schema: evals/triage.schema.json }
    acceptance:
      accuracy:    { max-drop: 0.10, slices: all }
      format:      { min: 0.95 }
      latency-p95: { max-ratio: 1.25, enforce: report }
      cost:        { max-ratio: 1.10 }
`;

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    category: { enum: ['billing', 'refund', 'technical', 'account'] },
    reason: { type: 'string' },
  },
  required: ['category', 'reason'],
  additionalProperties: false,
};

const models = (id) => `/** The models that the help desk uses, by task. */
export const TRIAGE_MODEL = '${id}';
`;

const jsonLines = (records) => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;

const cases = TICKETS.map(({ id, input, expected, slice }) => ({
  id,
  input,
  expected,
  slice,
  ...(CRITICAL.has(id) ? { critical: true } : {}),
}));

/** All files of one side by path; only the model's ID differs between the two. */
function sideOf(model) {
  return {
    '.github/changeover.yml': CONFIGURATION,
    'evals/recorded.jsonl': jsonLines(recordedReplies(TICKETS, ({ input }) => `Ticket: ${input}`, SYSTEM.length)),
    'evals/triage.jsonl': jsonLines(cases),
    'evals/triage.schema.json': `${JSON.stringify(SCHEMA, undefined, 2)}\n`,
    'prompts/triage.md': 'Ticket: {{input}}\n',
    'prompts/triage.system.md': SYSTEM,
    'src/models.ts': models(model),
  };
}

const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'demo');
for (const [side, model] of [
  ['base', SOURCE.model],
  ['head', TARGET.model],
]) {
  for (const [path, content] of Object.entries(sideOf(model))) {
    const file = join(root, side, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
