// One way of making all calls, in a process of its own so that CPU and memory are its own.
//   node client.mjs bare|bedrock|openai LIB PORT CASES CONCURRENCY → prints one line of JSON

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const [way, lib, port, cases, concurrency, journalFile] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
const places = Number(concurrency);
const cells = Array.from({ length: Number(cases) }, (_, i) => i).flatMap((i) =>
  ['source', 'target'].map((side) => ({ application: 'bench', side, caseId: `case-${i}`, trial: 0 })),
);
const inputOf = (cell) => `Classify ticket ${cell.caseId}: the invoice of last month was charged twice, please refund.`;
const modelOf = (cell) => (cell.side === 'source' ? 'amazon.nova-lite-v1:0' : 'amazon.nova-pro-v1:0');
const journal = createWriteStream(journalFile);

/** The loop that one would write without Changeover: a pool, the SDK, a line a reply. */
async function bare() {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: places } }),
  });
  let next = 0;
  const worker = async () => {
    for (let cell = cells[next++]; cell; cell = cells[next++]) {
      const startedAt = performance.now();
      const reply = await client.send(
        new ConverseCommand({
          modelId: modelOf(cell),
          system: [{ text: 'Answer with a category.' }],
          messages: [{ role: 'user', content: [{ text: inputOf(cell) }] }],
          inferenceConfig: { maxTokens: 64, temperature: 0 },
        }),
      );
      const output = reply.output.message.content[0].text;
      journal.write(`${JSON.stringify({ ...cell, output, usage: reply.usage, ms: performance.now() - startedAt })}\n`);
    }
  };
  await Promise.all(Array.from({ length: places }, worker));
}

/** The same through Changeover's own engine and adapters, as compiled. */
async function changeover(type) {
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
  const definition = { name: type, type, region: 'us-east-1', concurrency: places, timeoutMs: 60_000 };
  const model = openModel(
    { ...definition, baseUrl: type === 'openai' ? `${url}/v1` : url },
    { env: {}, clock: systemClock, recording: () => undefined },
  );
  const summary = await runCells({
    cells,
    purpose: 'plan',
    requestOf: (cell) => ({
      provider: type,
      model: modelOf(cell),
      system: 'Answer with a category.',
      messages: [{ role: 'user', content: inputOf(cell) }],
      parameters: { 'max-tokens': 64, temperature: 0 },
      deployment: {},
    }),
    modelOf: () => model,
    concurrencyOf: () => places,
    priceOf: priceTable({ 'amazon.nova-pro-v1:0': { input: 0.8, output: 3.2 } }),
    budget: createBudget(100),
    retry: DEFAULT_RETRY,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    onObservation: (observation) => void journal.write(`${JSON.stringify(observation)}\n`),
    onProgress: () => {},
  });
  model.close();
  if (summary.failed + summary.rejected > 0) throw new Error(`not all cells were answered: ${JSON.stringify(summary)}`);
}

const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
await (way === 'bare' ? bare() : changeover(way));
const wallMs = performance.now() - startedAt;
const cpu = process.cpuUsage(cpuBefore);
journal.end();
await once(journal, 'finish');
console.log(
  JSON.stringify({
    wallMs,
    cpuMsPerCall: (cpu.user + cpu.system) / 1000 / cells.length,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
process.exit(0);
