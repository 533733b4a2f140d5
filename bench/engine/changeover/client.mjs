// The calls through Changeover's own engine and adapters, as compiled: no repository, scores, statistics or report.
//   … ENDPOINT CASES CONCURRENCY JOURNAL LIB bedrock|openai
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inputOf, measureLoop, modelOf, readWords, SYSTEM } from '../calls.mjs';

const words = readWords();
const [lib, type] = words.rest;
const load = (file) => import(pathToFileURL(join(lib, file)).href);
const [{ openModel }, { priceTable }, { runCells }, { createBudget }, { DEFAULT_RETRY }, { systemClock }] =
  await Promise.all(
    [
      'models/open.js',
      'models/prices.js',
      'engine/run-cells.js',
      'engine/budget.js',
      'engine/backoff.js',
      'engine/clock.js',
    ].map(load),
  );

await measureLoop(words.journalFile, async (journal) => {
  const definition = { name: type, type, region: 'us-east-1', concurrency: words.places, timeoutMs: 60_000 };
  const baseUrl = type === 'openai' ? `${words.url}/v1` : words.url;
  const model = openModel({ ...definition, baseUrl }, { env: {}, clock: systemClock, recording: () => undefined });
  const summary = await runCells({
    cells: words.cells,
    purpose: 'plan',
    requestOf: (cell) => ({
      provider: type,
      model: modelOf(cell),
      system: SYSTEM,
      messages: [{ role: 'user', content: inputOf(cell) }],
      parameters: { 'max-tokens': 64, temperature: 0 },
      deployment: {},
    }),
    modelOf: () => model,
    concurrencyOf: () => words.places,
    priceOf: priceTable({ 'amazon.nova-pro-v1:0': { input: 0.8, output: 3.2 } }),
    budget: createBudget(100),
    retry: DEFAULT_RETRY,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    onObservation: (observation) => void journal.write(`${JSON.stringify(observation)}\n`),
  });
  model.close();
  if (summary.failed + summary.rejected > 0) throw new Error(`not all cells were answered: ${JSON.stringify(summary)}`);
});
