// What a whole evaluation takes, beside promptfoo and evalite: the same cases, two models, one endpoint of this machine.
//   npm install --prefix FOLDER promptfoo evalite vitest@4
//   node bench/peers.mjs --peers FOLDER [--cases 1000] [--latency 50] [--concurrency 20] [--rounds 3] [--cli dist/cli.js]
//                        [--write]
// Tools take turns in one run, and the median of their rounds counts: from the start of a command to its end, with the processor
// time of all processes that it starts. Needs bash and `npm run build`. --write puts the figures into the docs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareCheck } from './engine/check.mjs';
import { withEndpoint } from './engine/endpoint.mjs';
import { createReport, seconds, times } from './engine/report.mjs';
import { ACCEPTANCE } from './engine/repository.mjs';
import { evalite } from './peers/evalite.mjs';
import { promptfoo } from './peers/promptfoo.mjs';
import { timedCommand } from './peers/timed-command.mjs';
import { versionIn } from './peers/version-in.mjs';
import { median } from './support/median.mjs';
import { putBetweenMarks } from './support/put-between-marks.mjs';
import { root } from './support/root.mjs';

const TEXT = { type: 'string' };
const { values } = parseArgs({
  options: {
    peers: TEXT,
    cases: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '50' },
    concurrency: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    cli: { type: 'string', default: join(root, 'dist/cli.js') },
    write: { type: 'boolean', default: false },
  },
});
if (values.peers === undefined)
  throw new Error('--peers names the folder in which promptfoo and evalite are installed');
const peers = resolve(values.peers);
const [cases, latencyMs, concurrency] = [values.cases, values.latency, values.concurrency].map(Number);
const calls = 2 * cases;
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-peers-'));
const report = createReport();
try {
  report.section(`${cases} cases × 2, ${concurrency} at once, replies after ${latencyMs} ms`);
  await withEndpoint(latencyMs, async (endpoint) => {
    for (const provider of ['openai', 'bedrock']) tell(provider, await takeTurns(toolsFor(provider, endpoint)));
  });
} finally {
  rmSync(scratch, { recursive: true });
}
if (values.write)
  putBetweenMarks(join(root, 'docs/benchmarks.md'), { peers: `Node ${process.version}\n\n${report.text()}` });

/** Per tool, what makes its next command: `{ words, cwd, env }`, to be run by node. */
function toolsFor(provider, endpoint) {
  const job = { provider, url: endpoint.url, cases, concurrency, peers, scratch };
  const check = prepareCheck({ cli: resolve(values.cli), scratch }, endpoint, {
    provider,
    cases,
    concurrency,
    acceptance: ACCEPTANCE.everyKind,
  });
  const tools = {
    Changeover: () => {
      check.forgetReplies();
      return check.command();
    },
    [`promptfoo ${versionIn(peers, 'promptfoo')}`]: promptfoo(job),
    // It calls what the evaluation's author writes; the request is OpenAI's.
    ...(provider === 'openai' ? { [`evalite ${versionIn(peers, 'evalite')}`]: evalite(job) } : {}),
  };
  return { tools, endpoint };
}

async function takeTurns({ tools, endpoint }) {
  const figures = new Map(Object.keys(tools).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, next] of Object.entries(tools)) {
      await endpoint.forget();
      const one = await timedCommand(next());
      const served = await endpoint.served();
      if (served.calls !== calls)
        throw new Error(`${name} made ${served.calls} calls instead of ${calls}\n${one.said}`);
      figures.get(name).push(one);
    }
  }
  const middle = (all, key) => median(all.map((one) => one[key]));
  return [...figures].map(([name, all]) => ({ name, wallMs: middle(all, 'wallMs'), cpuMs: middle(all, 'cpuMs') }));
}

function tell(provider, rows) {
  const [{ wallMs, cpuMs }] = rows;
  const idealMs = (calls * latencyMs) / concurrency;
  const title = provider === 'openai' ? 'chat completions' : 'Bedrock Converse';
  report.table(
    [title, 'whole command', '÷ ideal', '÷ Changeover', 'CPU a call', '÷ Changeover'],
    rows.map((row) => [
      row.name,
      seconds(row.wallMs),
      times(row.wallMs / idealMs),
      times(row.wallMs / wallMs),
      `${(row.cpuMs / calls).toFixed(2)} ms`,
      times(row.cpuMs / cpuMs),
    ]),
  );
}
