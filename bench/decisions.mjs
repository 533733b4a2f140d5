// How often Changeover decides wrongly, and how many model calls it needs, measured on simulated comparisons.
//   node bench/decisions.mjs [--runs 20000] [--seed 1] [--write]
// Beside it the test without early looks, Wald's limit, and the rules that compare two figures. --write puts the tables and
// the plot into docs/. Exits 1 when a bar is missed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawDecisions, measureCurves } from './decisions/curves.mjs';
import { loadStatistics } from './decisions/library.mjs';
import { measureAtFixedSize, measureBySize } from './decisions/measure.mjs';
import { barsTable, sizesTable } from './decisions/tables.mjs';
import { putBetweenMarks } from './support/put-between-marks.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const options = { runs: Number(values.runs), seed: Number(values.seed) };
const docs = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../docs');

const statistics = await loadStatistics();
const started = performance.now();
const atFixedSize = measureAtFixedSize(statistics, options);
const bars = barsTable(atFixedSize);
console.log(`${options.runs} runs each, seed ${options.seed}\n\n${bars.text}\n\n${bars.beyondWald.join('\n')}\n`);
const sizes = sizesTable(measureBySize(statistics, options));
console.log(`${sizes}\n`);
if (values.write) writeDocs(bars.text, sizes, drawDecisions(measureCurves(statistics, options)));
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
for (const { line } of bars.outcomes) console.log(line);
process.exitCode = bars.outcomes.some(({ missed }) => missed) ? 1 : 0;

function writeDocs(barsText, sizesText, svg) {
  putBetweenMarks(join(docs, 'how-changeover-decides.md'), { bars: barsText, sizes: sizesText });
  writeFileSync(join(docs, 'how-changeover-decides.svg'), svg);
}
