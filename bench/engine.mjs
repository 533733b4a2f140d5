// What an evaluation costs in time, CPU and memory, beside the same calls from a bare loop on the AWS SDK and on node:http.
//   node bench/engine.mjs [--quick] [--only load,start,cached,resume,memory] [--cases 1000] [--latency 50]
//                         [--concurrency 4,20,100] [--rounds 3] [--many-cases 100000] [--cli dist/cli.js]
//                         [--write]
// Everything runs in one go against an endpoint of this machine; ways take turns, and the median of their rounds counts.
// Compare ratios, and only within one run. Needs `npm run build`. --write puts the figures into the docs. Exits 1 when a bar is
// missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCached, measureResume, measureStart } from './engine/again.mjs';
import { measureLoad } from './engine/load.mjs';
import { measureMemory } from './engine/memory.mjs';
import { createReport } from './engine/report.mjs';
import { putBetweenMarks } from './support/put-between-marks.mjs';
import { root } from './support/root.mjs';

const PARTS = {
  load: measureLoad,
  start: measureStart,
  cached: measureCached,
  resume: measureResume,
  memory: measureMemory,
};

const TEXT = { type: 'string' };
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: TEXT,
    cases: TEXT,
    latency: TEXT,
    concurrency: TEXT,
    rounds: TEXT,
    'many-cases': TEXT,
    write: { type: 'boolean', default: false },
    cli: { type: 'string', default: join(root, 'dist/cli.js') },
  },
});
const usual = values.quick
  ? { cases: 200, concurrency: '20', rounds: 1, many: 5_000 }
  : { cases: 1_000, concurrency: '4,20,100', rounds: 3, many: 100_000 };
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
const options = {
  cases: Number(values.cases ?? usual.cases),
  latencyMs: Number(values.latency ?? 50),
  concurrencies: (values.concurrency ?? usual.concurrency).split(',').map(Number),
  rounds: Number(values.rounds ?? usual.rounds),
  manyCases: Number(values['many-cases'] ?? usual.many),
  cli: resolve(values.cli),
  scratch,
};

const report = createReport();
try {
  for (const part of values.only?.split(',') ?? Object.keys(PARTS)) {
    if (!Object.hasOwn(PARTS, part)) throw new Error(`no part ${part}; there are ${Object.keys(PARTS).join(', ')}`);
    await PARTS[part](options, report);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
const missed = report.missed();
if (values.write)
  putBetweenMarks(join(root, 'docs/benchmarks.md'), { engine: `Node ${process.version}\n\n${report.text()}` });
console.log(missed.length === 0 ? '\nAll bars are met.' : `\nMissed:\n  ${missed.join('\n  ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
